package org.iccm.core.wiring;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.Iccm;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.error.ConfigurationException.Problem;
import org.iccm.api.error.IccmException;
import org.iccm.api.error.ProviderException;
import org.iccm.api.plugin.ContextEngineerProvider;
import org.iccm.api.plugin.EmbedderProvider;
import org.iccm.api.plugin.LanguageSupportProvider;
import org.iccm.api.plugin.LlmBackendProvider;
import org.iccm.api.plugin.Provider;
import org.iccm.api.plugin.RewardFunctionProvider;
import org.iccm.api.plugin.Settings;
import org.iccm.api.plugin.StoreProvider;
import org.iccm.api.plugin.TestRunnerProvider;
import org.iccm.core.config.SettingsReader;
import org.iccm.core.config.Suggestion;
import org.iccm.core.plugin.Providers;
import org.jspecify.annotations.Nullable;

/**
 * Checks a whole plan, then makes its parts; what was made is closed again if a later part fails.
 */
final class Wiring {
  private static final Pattern LINE = Pattern.compile(":(\\d{1,9})$");

  private final Plan plan;
  private final List<LanguageSupport> languages;
  private final SettingsReader reader;
  private final List<Problem> problems;
  private final Host host;
  private final ClassLoader loader;

  Wiring(
      Plan plan,
      List<LanguageSupport> languages,
      SettingsReader reader,
      List<Problem> problems,
      Host host) {
    this.plan = plan;
    this.languages = languages;
    this.reader = reader;
    this.problems = problems;
    this.host = host;
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    this.loader = context == null ? Wiring.class.getClassLoader() : context;
  }

  /** An instance whose settings are checked. */
  private record Checked<T>(
      String name,
      @Nullable T object,
      @Nullable Provider<T> provider,
      @Nullable Settings settings) {}

  Iccm wire() {
    defaults();
    List<Checked<org.iccm.api.llm.LlmBackend>> llms =
        checkAll("llm", plan.llms, LlmBackendProvider.class);
    List<Checked<org.iccm.api.context.ContextEngineer>> engineers =
        checkAll("engineers", plan.engineers, ContextEngineerProvider.class);
    List<Checked<org.iccm.api.embedding.Embedder>> embedders =
        checkAll("embedders", plan.embedders, EmbedderProvider.class);
    Checked<org.iccm.api.testing.TestRunner> runner =
        checkOne("runner", plan.runner, TestRunnerProvider.class);
    Checked<org.iccm.api.store.Store> store = checkOne("store", plan.store, StoreProvider.class);
    Checked<org.iccm.api.reward.RewardFunction> reward =
        checkOne("reward", plan.reward, RewardFunctionProvider.class);
    checkRoles();
    if (!problems.isEmpty()) {
      throw new ConfigurationException(inOrder(problems));
    }
    WiredIccm iccm = new WiredIccm(host, plan.orchestra, plan.writer, plan.teacher, loader);
    try {
      languages.forEach(iccm::addLanguage);
      embedders.forEach(c -> iccm.addEmbedder(c.name(), make(c, iccm), c.object() == null));
      llms.forEach(c -> iccm.addLlm(c.name(), make(c, iccm), c.object() == null));
      if (runner != null) {
        iccm.setRunner(make(runner, iccm), runner.object() == null);
      }
      if (store != null) {
        iccm.setStore(make(store, iccm), store.object() == null);
      }
      if (reward != null) {
        iccm.setReward(make(reward, iccm), reward.object() == null);
      }
      engineers.forEach(c -> iccm.addEngineer(c.name(), make(c, iccm), c.object() == null));
      return iccm;
    } catch (RuntimeException | Error e) {
      iccm.close();
      throw e;
    }
  }

  /** What is left open takes the embedded default, if its plugin is there. */
  private void defaults() {
    if (plan.engineers.isEmpty()) {
      plan.engineers.put("gold", Spec.of("gold", "default", Map.of()));
      plan.engineers.put("none", Spec.of("none", "default", Map.of()));
    }
    if (plan.runner == null && has(TestRunnerProvider.class, "auto")) {
      plan.runner = Spec.of("auto", "default", Map.of());
    }
    if (plan.store == null && has(StoreProvider.class, "sqlite")) {
      plan.store = Spec.of("sqlite", "default", Map.of());
    }
    if (plan.reward == null && has(RewardFunctionProvider.class, "mean")) {
      plan.reward = Spec.of("mean", "default", Map.of());
    }
    if (plan.embedders.isEmpty() && has(EmbedderProvider.class, "minilm")) {
      plan.embedders.put("minilm", Spec.of("minilm", "default", Map.of()));
    }
    if (plan.orchestra.isEmpty()) {
      plan.orchestra.addAll(plan.llms.keySet());
    }
    if (plan.writer.isEmpty() && plan.llms.size() == 1) {
      plan.writer = plan.llms.keySet().iterator().next();
    }
  }

  private <P extends Provider<?>> boolean has(Class<P> type, String name) {
    return Providers.load(type, loader).names().contains(name);
  }

  private void checkRoles() {
    for (String name : plan.orchestra) {
      if (!plan.llms.containsKey(name)) {
        problems.add(
            new Problem(
                "roles.orchestra",
                plan.orchestraPlace,
                Suggestion.unknown("model", name, plan.llms.keySet())));
      }
    }
    checkRole("writer", plan.writer, plan.writerPlace);
    checkRole("teacher", plan.teacher, plan.teacherPlace);
  }

  private void checkRole(String role, String name, String place) {
    if (!name.isEmpty() && !plan.llms.containsKey(name)) {
      problems.add(
          new Problem(
              "roles." + role, place, Suggestion.unknown("model", name, plan.llms.keySet())));
    }
  }

  /** By file and line; what has no line comes last, in the order found. */
  private static List<Problem> inOrder(List<Problem> problems) {
    List<Problem> sorted = new ArrayList<>(problems);
    sorted.sort(Comparator.comparingInt(p -> line(p.place())));
    return sorted;
  }

  private static int line(String place) {
    Matcher m = LINE.matcher(place);
    return m.find() ? Integer.parseInt(m.group(1)) : Integer.MAX_VALUE;
  }

  private <T, P extends Provider<T>> List<Checked<T>> checkAll(
      String key, Map<String, Spec<T>> specs, Class<P> type) {
    List<Checked<T>> out = new ArrayList<>();
    specs.forEach((name, spec) -> check(key + "." + name, name, spec, type).ifPresent(out::add));
    return out;
  }

  private <T, P extends Provider<T>> @Nullable Checked<T> checkOne(
      String key, @Nullable Spec<T> spec, Class<P> type) {
    return spec == null ? null : check(key, key, spec, type).orElse(null);
  }

  private <T, P extends Provider<T>> Optional<Checked<T>> check(
      String key, String name, Spec<T> spec, Class<P> type) {
    T object = spec.object();
    if (object != null) {
      return Optional.of(new Checked<>(name, object, null, null));
    }
    try {
      P provider = Providers.load(type, loader).find(spec.provider());
      Settings settings = reader.read(key, spec.place(), provider.options(), spec.settings());
      return Optional.of(new Checked<T>(name, null, provider, settings));
    } catch (Providers.NoSuchProvider e) {
      problems.add(new Problem(key, spec.place(), String.valueOf(e.getMessage())));
    } catch (RuntimeException | LinkageError e) {
      problems.add(
          new Problem(key, spec.place(), "provider '" + spec.provider() + "' is broken: " + e));
    }
    return Optional.empty();
  }

  private <T> T make(Checked<T> checked, WiredIccm iccm) {
    T object = checked.object();
    if (object != null) {
      return object;
    }
    Provider<T> provider = checked.provider();
    Settings settings = checked.settings();
    if (provider == null || settings == null) {
      throw new IllegalStateException("nothing to make for " + checked.name());
    }
    try {
      T made = provider.create(settings, new PluginContext(checked.name(), host, iccm));
      if (made == null) {
        throw new ProviderException(
            provider.name(), "provider '" + provider.name() + "' made null");
      }
      return made;
    } catch (IccmException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new ProviderException(
          provider.name(),
          "provider '"
              + provider.name()
              + "' could not make '"
              + checked.name()
              + "': "
              + e
              + "; check its settings, or remove or update its jar",
          e);
    }
  }

  /** Support for a language from the class path. */
  static Optional<LanguageSupport> find(
      String language, ClassLoader loader, PluginContext context) {
    Providers<LanguageSupportProvider> providers =
        Providers.load(LanguageSupportProvider.class, loader);
    if (!providers.names().contains(language)) {
      return Optional.empty();
    }
    try {
      LanguageSupportProvider provider = providers.find(language);
      List<Problem> problems = new ArrayList<>();
      Settings settings =
          new SettingsReader(Map.of(), java.nio.file.Path.of(""), problems)
              .read("language", "default", provider.options(), Map.of());
      if (!problems.isEmpty()) {
        throw new ConfigurationException(problems);
      }
      return Optional.of(provider.create(settings, context));
    } catch (Providers.NoSuchProvider e) {
      throw new ConfigurationException("language." + language, String.valueOf(e.getMessage()));
    }
  }
}

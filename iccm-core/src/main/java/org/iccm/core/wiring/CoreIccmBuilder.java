package org.iccm.core.wiring;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.iccm.api.Iccm;
import org.iccm.api.IccmBuilder;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.embedding.Embedder;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.error.ConfigurationException.Problem;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.plugin.Telemetry;
import org.iccm.api.reward.RewardFunction;
import org.iccm.api.rollout.ProgressListener;
import org.iccm.api.store.Store;
import org.iccm.api.testing.TestRunner;
import org.iccm.core.config.Located;
import org.iccm.core.config.SettingsReader;
import org.jspecify.annotations.Nullable;

/** Collects what the caller wants; {@link Wiring} makes it. */
final class CoreIccmBuilder implements IccmBuilder {
  private final Plan plan = new Plan();
  private final List<LanguageSupport> languages = new ArrayList<>();
  private @Nullable Path configuration;
  private Map<String, String> environment = System.getenv();
  private @Nullable Path workDirectory;
  private @Nullable Path cacheDirectory;
  private Clock clock = Clock.systemUTC();
  private Telemetry telemetry = Telemetry.NONE;
  private ProgressListener progress = ProgressListener.NONE;

  @Override
  public IccmBuilder llm(String name, LlmBackend instance) {
    plan.llms.put(name, Spec.of(Objects.requireNonNull(instance, "instance")));
    return this;
  }

  @Override
  public IccmBuilder llm(String name, String provider, Map<String, ?> settings) {
    plan.llms.put(name, Spec.of(provider, "builder", located(settings)));
    return this;
  }

  @Override
  public IccmBuilder engineer(String name, ContextEngineer instance) {
    plan.engineers.put(name, Spec.of(Objects.requireNonNull(instance, "instance")));
    return this;
  }

  @Override
  public IccmBuilder engineer(String name, String provider, Map<String, ?> settings) {
    plan.engineers.put(name, Spec.of(provider, "builder", located(settings)));
    return this;
  }

  @Override
  public IccmBuilder embedder(String name, Embedder instance) {
    plan.embedders.put(name, Spec.of(Objects.requireNonNull(instance, "instance")));
    return this;
  }

  @Override
  public IccmBuilder embedder(String name, String provider, Map<String, ?> settings) {
    plan.embedders.put(name, Spec.of(provider, "builder", located(settings)));
    return this;
  }

  @Override
  public IccmBuilder runner(TestRunner instance) {
    plan.runner = Spec.of(Objects.requireNonNull(instance, "instance"));
    return this;
  }

  @Override
  public IccmBuilder runner(String provider, Map<String, ?> settings) {
    plan.runner = Spec.of(provider, "builder", located(settings));
    return this;
  }

  @Override
  public IccmBuilder store(Store instance) {
    plan.store = Spec.of(Objects.requireNonNull(instance, "instance"));
    return this;
  }

  @Override
  public IccmBuilder store(String provider, Map<String, ?> settings) {
    plan.store = Spec.of(provider, "builder", located(settings));
    return this;
  }

  @Override
  public IccmBuilder reward(RewardFunction instance) {
    plan.reward = Spec.of(Objects.requireNonNull(instance, "instance"));
    return this;
  }

  @Override
  public IccmBuilder reward(String provider, Map<String, ?> settings) {
    plan.reward = Spec.of(provider, "builder", located(settings));
    return this;
  }

  @Override
  public IccmBuilder language(LanguageSupport support) {
    languages.add(Objects.requireNonNull(support, "support"));
    return this;
  }

  @Override
  public IccmBuilder orchestra(String... names) {
    plan.orchestra.clear();
    plan.orchestra.addAll(Arrays.asList(names));
    return this;
  }

  @Override
  public IccmBuilder writer(String name) {
    plan.writer = name;
    return this;
  }

  @Override
  public IccmBuilder teacher(String name) {
    plan.teacher = name;
    return this;
  }

  @Override
  public IccmBuilder configuration(Path file) {
    configuration = file;
    return this;
  }

  @Override
  public IccmBuilder environment(Map<String, String> variables) {
    environment = Map.copyOf(variables);
    return this;
  }

  @Override
  public IccmBuilder seed(long seed) {
    plan.seed = OptionalLong.of(seed);
    return this;
  }

  @Override
  public IccmBuilder workDirectory(Path directory) {
    workDirectory = directory;
    return this;
  }

  @Override
  public IccmBuilder cacheDirectory(Path directory) {
    cacheDirectory = directory;
    return this;
  }

  @Override
  public IccmBuilder clock(Clock clock) {
    this.clock = clock;
    return this;
  }

  @Override
  public IccmBuilder telemetry(Telemetry telemetry) {
    this.telemetry = telemetry;
    return this;
  }

  @Override
  public IccmBuilder progress(ProgressListener listener) {
    this.progress = listener;
    return this;
  }

  @Override
  public Iccm build() {
    List<Problem> problems = new ArrayList<>();
    Path base = Path.of("").toAbsolutePath();
    Plan whole = new Plan();
    if (configuration != null) {
      Path file = configuration.toAbsolutePath();
      Path parent = file.getParent();
      base = parent == null ? base : parent;
      SettingsReader reader = new SettingsReader(environment, base, problems);
      whole = new PlanReader(reader, problems).read(file);
    }
    whole.overrideWith(plan);
    Path work =
        workDirectory != null
            ? workDirectory
            : base.resolve(whole.workDirectory.isEmpty() ? ".iccm" : whole.workDirectory);
    Path cache = cacheDirectory != null ? cacheDirectory : cache(whole, base);
    Wiring wiring =
        new Wiring(
            whole,
            languages,
            new SettingsReader(environment, base, problems),
            problems,
            new Host(
                clock,
                telemetry,
                progress,
                work.toAbsolutePath().normalize(),
                cache.toAbsolutePath().normalize(),
                whole.seed.orElse(0L)));
    return wiring.wire();
  }

  private Path cache(Plan whole, Path base) {
    if (!whole.cacheDirectory.isEmpty()) {
      return base.resolve(whole.cacheDirectory);
    }
    String own = environment.getOrDefault("ICCM_CACHE", "");
    if (!own.isEmpty()) {
      return Path.of(own);
    }
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    return (xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg))
        .resolve("iccm");
  }

  private static Map<String, Located> located(Map<String, ?> settings) {
    Map<String, Located> out = new LinkedHashMap<>();
    settings.forEach(
        (k, v) -> {
          if (v == null) {
            throw new ConfigurationException(k, "a setting's value is null; leave the key out");
          }
          out.put(k, new Located(v, "builder"));
        });
    return out;
  }
}

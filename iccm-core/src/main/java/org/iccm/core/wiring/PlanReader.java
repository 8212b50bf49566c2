package org.iccm.core.wiring;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.iccm.api.error.ConfigurationException.Problem;
import org.iccm.core.config.Located;
import org.iccm.core.config.SettingsReader;
import org.iccm.core.config.Suggestion;
import org.iccm.core.config.YamlFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads the shape of an {@code iccm.yaml} into a {@link Plan}; the plugins' own keys are checked
 * later.
 */
final class PlanReader {
  private static final List<String> KEYS =
      List.of(
          "seed",
          "workDirectory",
          "cacheDirectory",
          "llm",
          "roles",
          "engineers",
          "embedders",
          "runner",
          "store",
          "reward");
  private static final List<String> ROLES = List.of("orchestra", "writer", "teacher");

  private final SettingsReader reader;
  private final List<Problem> problems;

  PlanReader(SettingsReader reader, List<Problem> problems) {
    this.reader = reader;
    this.problems = problems;
  }

  Plan read(Path file) {
    Plan plan = new Plan();
    Map<String, Located> root = YamlFile.read(file, problems);
    root.forEach(
        (key, value) -> {
          switch (key) {
            case "seed" -> plan.seed = seed(value);
            case "workDirectory" -> plan.workDirectory = reader.text(key, value).orElse("");
            case "cacheDirectory" -> plan.cacheDirectory = reader.text(key, value).orElse("");
            case "llm" -> instances(key, value, plan.llms);
            case "engineers" -> instances(key, value, plan.engineers);
            case "embedders" -> instances(key, value, plan.embedders);
            case "runner" -> plan.runner = instance(key, value);
            case "store" -> plan.store = instance(key, value);
            case "reward" -> plan.reward = instance(key, value);
            case "roles" -> roles(value, plan);
            default ->
                problems.add(new Problem(key, value.place(), Suggestion.unknown("key", key, KEYS)));
          }
        });
    return plan;
  }

  private OptionalLong seed(Located value) {
    try {
      return OptionalLong.of(Long.parseLong(reader.text("seed", value).orElse("0").strip()));
    } catch (NumberFormatException e) {
      problems.add(new Problem("seed", value.place(), "must be a whole number"));
      return OptionalLong.empty();
    }
  }

  private void roles(Located value, Plan plan) {
    map("roles", value)
        .forEach(
            (role, v) -> {
              switch (role) {
                case "orchestra" -> {
                  plan.orchestraPlace = v.place();
                  List<?> names = v.value() instanceof List<?> l ? l : List.of(v);
                  for (Object name : names) {
                    if (name instanceof Located l) {
                      reader.text("roles.orchestra", l).ifPresent(plan.orchestra::add);
                    }
                  }
                }
                case "writer" -> {
                  plan.writer = reader.text("roles.writer", v).orElse("");
                  plan.writerPlace = v.place();
                }
                case "teacher" -> {
                  plan.teacher = reader.text("roles.teacher", v).orElse("");
                  plan.teacherPlace = v.place();
                }
                default ->
                    problems.add(
                        new Problem(
                            "roles." + role, v.place(), Suggestion.unknown("role", role, ROLES)));
              }
            });
  }

  private <T> void instances(String key, Located value, Map<String, Spec<T>> into) {
    map(key, value)
        .forEach(
            (name, v) -> {
              if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
                problems.add(
                    new Problem(
                        key + "." + name,
                        v.place(),
                        "is no name: use letters, digits, dot, dash, underscore"));
              }
              Spec<T> spec = instance(key + "." + name, v);
              if (spec != null) {
                into.put(name, spec);
              }
            });
  }

  private <T> @Nullable Spec<T> instance(String key, Located value) {
    if (value.value() instanceof String provider) {
      return Spec.of(provider, value.place(), Map.of());
    }
    Map<String, Located> settings = new LinkedHashMap<>(map(key, value));
    Located provider = settings.remove("provider");
    if (provider == null) {
      problems.add(new Problem(key + ".provider", value.place(), "is required: which plugin?"));
      return null;
    }
    return reader
        .text(key + ".provider", provider)
        .map(p -> Spec.<T>of(p, provider.place(), settings))
        .orElse(null);
  }

  private Map<String, Located> map(String key, Located value) {
    if (!(value.value() instanceof Map<?, ?> raw)) {
      problems.add(new Problem(key, value.place(), "must hold keys and values"));
      return Map.of();
    }
    Map<String, Located> out = new LinkedHashMap<>();
    raw.forEach(
        (k, v) -> {
          if (k instanceof String s && v instanceof Located l) {
            out.put(s, l);
          }
        });
    return out;
  }
}

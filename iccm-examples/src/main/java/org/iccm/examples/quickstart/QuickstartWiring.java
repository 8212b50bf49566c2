package org.iccm.examples.quickstart;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.iccm.api.Iccm;
import org.iccm.api.IccmBuilder;
import org.iccm.api.plugin.Secret;
import org.iccm.api.rollout.ProgressListener;
import org.jspecify.annotations.Nullable;

/**
 * Wires ICCM from the command line: a configuration file if there is one, else the embedded
 * defaults.
 */
final class QuickstartWiring {
  private static final String POSTGRES = "jdbc:postgresql:";

  private QuickstartWiring() {}

  static Iccm wire(QuickstartOptions options, Path caller, Path output, ProgressListener progress) {
    IccmBuilder builder =
        Iccm.builder().workDirectory(output).seed(options.seed).progress(progress);
    Path config = options.config;
    if (config != null) {
      builder.configuration(caller.resolve(config).normalize());
    } else {
      models(options, builder);
      engineers(options, builder);
      builder.reward("four-term", Map.of());
    }
    Path requirements = options.requirementsDir;
    if (requirements != null) {
      builder.engineer(
          "file", "file", Map.of("directory", caller.resolve(requirements).toAbsolutePath()));
    }
    String runner = options.runner;
    if (runner != null) {
      builder.runner(runner, Map.of());
    }
    store(options.store, caller, output, builder, config != null);
    return builder.build();
  }

  private static void models(QuickstartOptions options, IccmBuilder builder) {
    List<String> names = new ArrayList<>();
    for (String model : options.models) {
      builder.llm(model, "local", Map.of("model", model, "slots", options.slots));
      names.add(model);
    }
    builder.orchestra(names.toArray(String[]::new));
    builder.writer(names.get(names.size() - 1));
  }

  private static void engineers(QuickstartOptions options, IccmBuilder builder) {
    List<String> wanted =
        options.engineers.isEmpty() ? List.of("gold", "rag", "none") : options.engineers;
    for (String name : wanted) {
      if (!name.equals("file")) {
        // on a few cores a writer that reads its instructions once for four functions saves minutes
        builder.engineer(name, name, name.equals("rag") ? Map.of("unitsPerCall", 4) : Map.of());
      }
    }
  }

  private static void store(
      @Nullable String store, Path caller, Path output, IccmBuilder builder, boolean configured) {
    if (store == null) {
      if (!configured) {
        builder.store("sqlite", Map.of("file", output.resolve("iccm.db")));
      }
      return;
    }
    if (!store.startsWith(POSTGRES)) {
      builder.store("sqlite", Map.of("file", caller.resolve(store).normalize()));
      return;
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("url", store);
    String user = System.getenv("ICCM_DB_USER");
    if (user != null) {
      settings.put("user", user);
    }
    String password = System.getenv("ICCM_DB_PASSWORD");
    if (password != null) {
      settings.put("password", Secret.of(password));
    }
    builder.store("postgres", settings);
  }
}

package org.iccm.harness.junit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** One run, or the compilation of one suite. */
final class Session {
  /** What a candidate may not define: the launcher's own, JUnit's and Java's. */
  private static final List<String> TAKEN =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "com.sun.",
          "org.junit.",
          "org.opentest4j.",
          "org.apiguardian.",
          "org.iccm.harness.");

  private final Orders orders;
  private final Report report;
  private final List<Path> jars;
  private final MemoryCompiler compiler = new MemoryCompiler();

  /**
   * A session.
   *
   * @param orders what to do
   * @param report where it is told
   * @param jars JUnit's
   */
  Session(Orders orders, Report report, List<Path> jars) {
    this.orders = orders;
    this.report = report;
    this.jars = jars;
  }

  /** Does it; returns the exit code, which has been reported. */
  int run() throws IOException {
    report.line("ready", Map.of("java", Runtime.version().toString()));
    long since = System.nanoTime();
    int code = orders.work().equals("describe") ? describe() : test();
    report.line(
        "end",
        Map.of(
            "exit",
            code,
            "seconds",
            (System.nanoTime() - since) / 1e9,
            "faults",
            List.of(),
            "message",
            ""));
    return code;
  }

  /**
   * Compiles the suite against the original, of which nothing runs. So the original says what each
   * name in a test means, never a candidate; it also lends no value of a constant to the tests.
   */
  private int describe() throws IOException {
    MemoryCompiler.Result original =
        compiler.compile(sources(orders.candidate()), Map.of(), List.of());
    Map<String, byte[]> known = new TreeMap<>();
    original.classes().forEach((name, bytes) -> known.put(name, Constants.removed(bytes)));
    MemoryCompiler.Result suite =
        original.errors().isEmpty()
            ? compiler.compile(sources(orders.suite()), known, jars)
            : original;
    suite.errors().forEach((path, e) -> report.line("error", Map.of("message", e)));
    for (Map.Entry<String, byte[]> e : suite.classes().entrySet()) {
      String content = Base64.getEncoder().encodeToString(e.getValue());
      report.line("class", Map.of("name", e.getKey(), "content", content));
    }
    return 0;
  }

  private int test() throws IOException {
    Map<String, byte[]> suite = new TreeMap<>();
    for (String path : files(orders.suite())) {
      if (path.endsWith(".class")) {
        suite.put(className(path), Files.readAllBytes(orders.suite().resolve(path)));
      }
    }
    Map<String, String> errors = new TreeMap<>();
    MemoryCompiler.Result candidate =
        compiler.compile(sources(orders.candidate()), Map.of(), List.of());
    String all = String.join("\n", candidate.errors().values());
    for (String name : candidate.classes().keySet()) {
      if (TAKEN.stream().anyMatch(name::startsWith)) {
        all = "class " + name + ": its package is not the application's";
      }
    }
    if (!all.isEmpty()) {
      // nothing can be run: every class of the suite has this error
      for (String name : suite.keySet()) {
        errors.put(TestNames.topClass(name), all);
      }
    }
    return test(errors.isEmpty() ? suite : Map.of(), candidate.classes(), errors);
  }

  private int test(
      Map<String, byte[]> suite, Map<String, byte[]> candidate, Map<String, String> errors) {
    SuiteLoader loader =
        new SuiteLoader(
            Session.class.getClassLoader(),
            suite,
            candidate,
            List.of(orders.suite(), orders.candidate()));
    Set<Class<?>> classes = load(loader, suite.keySet(), errors);
    Thread.currentThread().setContextClassLoader(loader);
    PostDiscoveryFilter filter =
        test ->
            FilterResult.includedIf(
                TestNames.wanted(TestNames.of(test.getUniqueId()), orders.ids()));
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(classes.stream().map(DiscoverySelectors::selectClass).toList())
            .filters(filter)
            // no properties of files or the system
            .enableImplicitConfigurationParameters(false)
            // pruning would ask a candidate's exceptions where they come from
            .configurationParameter("junit.platform.stacktrace.pruning.enabled", "false")
            .build();
    Launcher launcher =
        LauncherFactory.create(
            LauncherConfig.builder()
                .enableTestEngineAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .addTestEngines(jupiter())
                .build());
    TestPlan plan = launcher.discover(request);
    Recorder recorder = new Recorder(report, plan, orders);
    recorder.collected(errors);
    launcher.execute(plan, recorder);
    if (recorder.failedAltogether()) {
      return 3;
    }
    return recorder.bad() ? 1 : 0;
  }

  /** Ours, from beside us; a candidate's services are not asked for. */
  private static TestEngine jupiter() {
    return ServiceLoader.load(TestEngine.class, Session.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .filter(engine -> engine.getId().equals("junit-jupiter"))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Loads all classes of the suite before any code of the candidate runs, which could otherwise
   * define others in their place.
   */
  private Set<Class<?>> load(SuiteLoader loader, Set<String> names, Map<String, String> errors) {
    Map<String, Class<?>> loaded = new TreeMap<>();
    for (String name : names) {
      String top = TestNames.topClass(name);
      try {
        Class<?> found = Class.forName(name, false, loader);
        // asked for now, as they may name what the candidate lacks
        int members =
            found.getDeclaredMethods().length
                + found.getDeclaredFields().length
                + found.getDeclaredConstructors().length;
        if (members > 0 && found.getEnclosingClass() == null) {
          loaded.put(name, found);
        }
      } catch (ClassNotFoundException | LinkageError e) {
        // it needs what the candidate lacks
        errors.putIfAbsent(top, e.toString());
      }
    }
    Set<String> wanted = new TreeSet<>();
    orders.ids().forEach(id -> wanted.add(TestNames.topClass(id)));
    loaded.keySet().removeIf(n -> errors.containsKey(TestNames.topClass(n)));
    loaded.keySet().removeIf(n -> !wanted.isEmpty() && !wanted.contains(TestNames.topClass(n)));
    return Set.copyOf(loaded.values());
  }

  private static Map<String, String> sources(Path place) throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (String path : files(place)) {
      if (path.endsWith(".java")) {
        sources.put(path, Files.readString(place.resolve(path), StandardCharsets.UTF_8));
      }
    }
    return sources;
  }

  private static List<String> files(Path place) throws IOException {
    try (Stream<Path> all = Files.walk(place)) {
      return all.filter(Files::isRegularFile)
          .map(p -> place.relativize(p).toString())
          .sorted()
          .toList();
    }
  }

  /** By Java's rule, a top-level class has the name of its file. */
  private static String className(String path) {
    return path.replaceFirst("\\.[a-z]+$", "").replace('/', '.');
  }
}

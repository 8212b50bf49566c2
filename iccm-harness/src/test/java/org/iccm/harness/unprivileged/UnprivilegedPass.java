package org.iccm.harness.unprivileged;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the tests of this module that need bubblewrap, but not root; Maven's own pass is root's.
 * First argument: a directory for the report, in Surefire's form. Then perhaps names of classes:
 * those are run instead, all of their tests, by whatever user this is.
 */
public final class UnprivilegedPass implements TestExecutionListener {
  private static final String[] PACKAGES = {
    "org.iccm.harness.bubblewrap", "org.iccm.harness.doctor", "org.iccm.harness.auto"
  };

  /** Minutes each; users and control groups make no difference to most of what they look at. */
  private static final String LONG =
      ".*\\.Bubblewrap(Attack|BundledReach|Java.*|Mutation|Pace|Reach|Unit.*)Test";

  private final Map<String, String> cases = new TreeMap<>();
  private final Map<String, Long> begun = new HashMap<>();
  private int failed;
  private int skipped;

  private UnprivilegedPass() {}

  /**
   * Runs them.
   *
   * @param args the directory
   * @throws IOException if the report cannot be written
   */
  public static void main(String[] args) throws IOException {
    boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    List<String> named = List.of(args).subList(1, args.length);
    if (root && named.isEmpty()) {
      throw new IllegalStateException("this is root; start scripts/unprivileged.sh");
    }
    UnprivilegedPass pass = new UnprivilegedPass();
    Launcher launcher = LauncherFactory.create();
    LauncherDiscoveryRequestBuilder wanted = tests();
    if (named.isEmpty()) {
      TestPlan left =
          launcher.discover(packages().filters(TagFilter.includeTags(NeedsRoot.TAG)).build());
      left.getRoots().forEach(r -> left.getDescendants(r).forEach(UnprivilegedPass::explain));
      System.out.println("not repeated: classes " + LONG + ": they take minutes");
      wanted =
          packages()
              .filters(
                  TagFilter.includeTags("sandbox"), TagFilter.excludeTags(NeedsRoot.TAG, "docker"));
    } else {
      wanted.selectors(named.stream().map(DiscoverySelectors::selectClass).toList());
    }
    launcher.execute(wanted.build(), pass);
    pass.write(Path.of(args[0]));
    System.out.printf(
        "as %s: %d passed, %d failed, %d skipped%n",
        root ? "root" : "an ordinary user",
        pass.cases.size() - pass.failed - pass.skipped,
        pass.failed,
        pass.skipped);
    // threads of a failed test must not keep us
    System.exit(pass.cases.isEmpty() || pass.failed + pass.skipped > 0 ? 1 : 0);
  }

  /** jqwik keeps a file of its own and has no test that needs a sandbox. */
  private static LauncherDiscoveryRequestBuilder tests() {
    return LauncherDiscoveryRequestBuilder.request()
        .filters(EngineFilter.includeEngines("junit-jupiter"));
  }

  private static LauncherDiscoveryRequestBuilder packages() {
    LauncherDiscoveryRequestBuilder builder =
        tests().filters(ClassNameFilter.excludeClassNamePatterns(LONG));
    for (String name : PACKAGES) {
      builder.selectors(selectPackage(name));
    }
    return builder;
  }

  private static void explain(TestIdentifier test) {
    if (test.isTest()) {
      String reason = reason(test.getSource()).map(NeedsRoot::value).orElse("its class says why");
      System.out.println("not repeated: " + name(test) + ": " + reason);
    }
  }

  private static Optional<NeedsRoot> reason(Optional<TestSource> source) {
    if (source.isEmpty() || !(source.get() instanceof MethodSource method)) {
      return Optional.empty();
    }
    return Optional.ofNullable(method.getJavaMethod().getAnnotation(NeedsRoot.class))
        .or(() -> Optional.ofNullable(method.getJavaClass().getAnnotation(NeedsRoot.class)));
  }

  private static String name(TestIdentifier test) {
    // a nested or inherited test runs in the class that its id names
    String type = test.getUniqueId().replaceFirst(".*\\[class:([^]]*)].*", "$1");
    return type + "." + test.getDisplayName().replaceFirst("\\(\\)$", "");
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    begun.put(test.getUniqueId(), System.nanoTime());
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    skipped++;
    record(test, "<skipped/>");
    System.out.println("skipped: " + name(test) + ": " + reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    switch (result.getStatus()) {
      case SUCCESSFUL -> {
        if (test.isTest()) {
          record(test, "");
        }
      }
      case ABORTED -> executionSkipped(test, String.valueOf(result.getThrowable().orElse(null)));
      case FAILED -> {
        failed++;
        record(test, "<failure/>");
        System.out.println("FAILED: " + name(test));
        result.getThrowable().ifPresent(t -> t.printStackTrace(System.out));
      }
    }
  }

  private void record(TestIdentifier test, String content) {
    String type = test.getUniqueId().replaceFirst(".*\\[class:([^]]*)].*", "$1");
    long now = System.nanoTime();
    double seconds = (now - begun.getOrDefault(test.getUniqueId(), now)) / 1e9;
    cases.put(
        test.getUniqueId(),
        String.format(
            Locale.ROOT,
            "  <testcase classname=\"%s\" name=\"%s\" time=\"%.3f\">%s</testcase>%n",
            escaped(type),
            escaped(test.getDisplayName()),
            seconds,
            content));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  private void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(
        directory.resolve("TEST-unprivileged.xml"),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>%n<testsuite name=\"unprivileged\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"%d\">%n%s</testsuite>%n"
            .formatted(cases.size(), failed, skipped, String.join("", cases.values())));
  }
}

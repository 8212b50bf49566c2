package org.iccm.harness.docker;

import java.util.Optional;
import java.util.Set;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Settings;
import org.iccm.api.plugin.TestRunnerProvider;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.policy.Safeguard;
import org.iccm.harness.sandbox.AcceptedLimits;
import org.iccm.harness.sandbox.LanguageRunners;
import org.iccm.harness.sandbox.SandboxRunner;
import org.iccm.harness.wheels.Wheelhouse;

/**
 * Provider {@code docker}.
 *
 * @since 0.1.0
 */
public final class DockerRunnerProvider implements TestRunnerProvider {
  /** The image that {@code scripts/provision.sh sandbox-image} makes. */
  public static final String DEFAULT_IMAGE = "iccm-python:3.11-1";

  /** The image that {@code scripts/provision.sh java-image} makes. */
  public static final String JAVA_IMAGE = "iccm-java:17-1";

  private static final Source PYTHON =
      new Source(
          "ICCM_SANDBOX_IMAGE",
          DEFAULT_IMAGE,
          "run 'scripts/provision.sh sandbox-image', or name one with Python and pytest in"
              + " setting 'image' and pull it");

  private static final Source JAVA =
      new Source(
          "ICCM_JAVA_SANDBOX_IMAGE",
          JAVA_IMAGE,
          "run 'scripts/provision.sh java-image', or name one with Python and a JDK in setting"
              + " 'java-image' and pull it");

  /**
   * Where the image for a language comes from.
   *
   * @param variable the environment variable that names it
   * @param usual its name otherwise
   * @param remedy what to do where it is missing
   */
  private record Source(String variable, String usual, String remedy) {}

  /** Does nothing yet. */
  public DockerRunnerProvider() {}

  @Override
  public String name() {
    return "docker";
  }

  @Override
  public Options options() {
    return Options.of(
        Option.text("image")
            .doc(
                "image with Python and pytest; else environment variable ICCM_SANDBOX_IMAGE, else "
                    + DEFAULT_IMAGE),
        Option.text("java-image")
            .doc(
                "image with Java and Python for applications in Java; else environment variable"
                    + " ICCM_JAVA_SANDBOX_IMAGE, else "
                    + JAVA_IMAGE),
        Option.text("host").doc("the daemon's address; else environment variable DOCKER_HOST"),
        Option.integer("concurrency").between(1, 256).doc("runs at once; else one a processor"),
        Option.path("wheels").doc("as for runner bubblewrap"),
        Option.flag("isolated")
            .defaultsTo(true)
            .doc(
                "whether tests run in another process and user than the candidate where the suite"
                    + " allows it"),
        AcceptedLimits.option());
  }

  @Override
  public TestRunner create(Settings settings, ProviderContext context) {
    Optional<String> host = settings.findText("host");
    int concurrency = (int) settings.findInteger("concurrency").orElse(0);
    Set<String> accepted = AcceptedLimits.read(name(), settings);
    return new LanguageRunners(
        new SandboxRunner(
                box(settings.findText("image"), host, concurrency),
                settings.flag("isolated"),
                Optional.of(Wheelhouse.of(context.cacheDirectory(), settings.findPath("wheels"))))
            .accepting(accepted),
        () ->
            SandboxRunner.java(javaBox(settings.findText("java-image"), host, concurrency))
                .accepting(accepted));
  }

  /**
   * The box alone, for provider {@code auto}.
   *
   * @param image the image, if one is named
   * @param host the daemon's address, if one is named
   * @param concurrency runs at once; 0 for one a processor
   * @return the box
   */
  public static DockerBox box(Optional<String> image, Optional<String> host, int concurrency) {
    return named(image, PYTHON, host, concurrency, Set.of());
  }

  /**
   * The box for applications in Java alone, for provider {@code auto}.
   *
   * @param image the image, if one is named
   * @param host the daemon's address, if one is named
   * @param concurrency runs at once; 0 for one a processor
   * @return the box
   */
  public static DockerBox javaBox(Optional<String> image, Optional<String> host, int concurrency) {
    return named(image, JAVA, host, concurrency, Set.of());
  }

  private static DockerBox named(
      Optional<String> image,
      Source source,
      Optional<String> host,
      int concurrency,
      Set<Safeguard> off) {
    String name =
        image
            .or(() -> Optional.ofNullable(System.getenv(source.variable())))
            .filter(i -> !i.isBlank())
            .orElse(source.usual());
    int atOnce = concurrency > 0 ? concurrency : Runtime.getRuntime().availableProcessors();
    return new DockerBox(new Daemon(host), name, source.remedy(), atOnce, off);
  }

  /**
   * For tests and benches that show what a safeguard is good for: the usual box, one run at a time,
   * without some of them.
   *
   * @param off what is switched off
   * @return the box
   */
  public static DockerBox without(Set<Safeguard> off) {
    return named(Optional.empty(), PYTHON, Optional.empty(), 1, off);
  }
}

package org.iccm.harness.docker;

import java.util.Optional;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Settings;
import org.iccm.api.plugin.TestRunnerProvider;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.SandboxRunner;

/**
 * Provider {@code docker}.
 *
 * @since 0.1.0
 */
public final class DockerRunnerProvider implements TestRunnerProvider {
  /** The image that {@code scripts/provision.sh sandbox-image} makes. */
  public static final String DEFAULT_IMAGE = "iccm-python:3.11-1";

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
        Option.text("host").doc("the daemon's address; else environment variable DOCKER_HOST"),
        Option.integer("concurrency").between(1, 256).doc("runs at once; else one a processor"));
  }

  @Override
  public TestRunner create(Settings settings, ProviderContext context) {
    return new SandboxRunner(
        box(
            settings.findText("image"),
            settings.findText("host"),
            (int) settings.findInteger("concurrency").orElse(0)));
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
    String name =
        image
            .or(() -> Optional.ofNullable(System.getenv("ICCM_SANDBOX_IMAGE")))
            .filter(i -> !i.isBlank())
            .orElse(DEFAULT_IMAGE);
    int atOnce = concurrency > 0 ? concurrency : Runtime.getRuntime().availableProcessors();
    return new DockerBox(new Daemon(host), name, atOnce);
  }
}

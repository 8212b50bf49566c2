package org.iccm.harness.auto;

import java.util.List;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Settings;
import org.iccm.api.plugin.TestRunnerProvider;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.bubblewrap.BubblewrapRunnerProvider;
import org.iccm.harness.docker.DockerRunnerProvider;
import org.iccm.harness.sandbox.SandboxRunner;

/**
 * Provider {@code auto}: Docker if its daemon answers, else bubblewrap if a real probe works, else
 * an error that says what to install. Code never runs unconfined.
 *
 * @since 0.1.0
 */
public final class AutoRunnerProvider implements TestRunnerProvider {
  /** Does nothing yet. */
  public AutoRunnerProvider() {}

  @Override
  public String name() {
    return "auto";
  }

  @Override
  public Options options() {
    return Options.of(
        Option.text("image").doc("as for runner docker"),
        Option.text("host").doc("as for runner docker"),
        Option.path("rootfs").doc("as for runner bubblewrap"),
        Option.text("bwrap").defaultsTo("bwrap").doc("as for runner bubblewrap"),
        Option.integer("concurrency").between(1, 256).doc("runs at once; else one a processor"));
  }

  @Override
  public TestRunner create(Settings settings, ProviderContext context) {
    int concurrency = (int) settings.findInteger("concurrency").orElse(0);
    return new AutoRunner(
        List.of(
            () ->
                new SandboxRunner(
                    DockerRunnerProvider.box(
                        settings.findText("image"), settings.findText("host"), concurrency)),
            () ->
                new SandboxRunner(
                    BubblewrapRunnerProvider.box(
                        settings.findPath("rootfs"),
                        settings.text("bwrap"),
                        concurrency,
                        context.cacheDirectory()))));
  }
}

package org.iccm.harness.auto;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Settings;
import org.iccm.api.plugin.TestRunnerProvider;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.bubblewrap.BubblewrapRunnerProvider;
import org.iccm.harness.docker.DockerRunnerProvider;
import org.iccm.harness.sandbox.AcceptedLimits;
import org.iccm.harness.sandbox.LanguageRunners;
import org.iccm.harness.sandbox.SandboxRunner;
import org.iccm.harness.wheels.Wheelhouse;

/**
 * Provider {@code auto}: Docker if its daemon answers, else bubblewrap if a real probe works, else
 * an error that says what to install. A sandbox with an ABSENT limit is passed over. What it took
 * and why is logged and on its card. Code never runs unconfined.
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
        Option.text("java-image").doc("as for runner docker"),
        Option.text("host").doc("as for runner docker"),
        Option.path("rootfs").doc("as for runner bubblewrap"),
        Option.path("wheels").doc("as for runner bubblewrap"),
        Option.path("java-rootfs").doc("as for runner bubblewrap"),
        Option.text("bwrap").defaultsTo("bwrap").doc("as for runner bubblewrap"),
        Option.integer("concurrency").between(1, 256).doc("runs at once; else one a processor"),
        Option.flag("isolated").defaultsTo(true).doc("as for both"),
        AcceptedLimits.option());
  }

  @Override
  public TestRunner create(Settings settings, ProviderContext context) {
    int concurrency = (int) settings.findInteger("concurrency").orElse(0);
    Path cache = context.cacheDirectory();
    String bwrap = settings.text("bwrap");
    Optional<String> host = settings.findText("host");
    Set<String> accepted = AcceptedLimits.read(name(), settings);
    return new AutoRunner(
        List.of(
            () ->
                new LanguageRunners(
                    new SandboxRunner(
                            DockerRunnerProvider.box(settings.findText("image"), host, concurrency),
                            settings.flag("isolated"),
                            Optional.of(Wheelhouse.of(cache, settings.findPath("wheels"))))
                        .accepting(accepted),
                    () ->
                        SandboxRunner.java(
                                DockerRunnerProvider.javaBox(
                                    settings.findText("java-image"), host, concurrency))
                            .accepting(accepted)),
            () ->
                new LanguageRunners(
                    new SandboxRunner(
                            BubblewrapRunnerProvider.box(
                                settings.findPath("rootfs"), bwrap, concurrency, cache),
                            settings.flag("isolated"),
                            Optional.of(Wheelhouse.of(cache, settings.findPath("wheels"))))
                        .accepting(accepted),
                    () ->
                        SandboxRunner.java(
                                BubblewrapRunnerProvider.javaBox(
                                    settings.findPath("java-rootfs"), bwrap, concurrency, cache))
                            .accepting(accepted))));
  }
}

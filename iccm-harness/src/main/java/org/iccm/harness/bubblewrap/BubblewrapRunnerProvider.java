package org.iccm.harness.bubblewrap;

import java.nio.file.Path;
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
 * Provider {@code bubblewrap}: Linux only, with or without root.
 *
 * @since 0.1.0
 */
public final class BubblewrapRunnerProvider implements TestRunnerProvider {
  /** Does nothing yet. */
  public BubblewrapRunnerProvider() {}

  @Override
  public String name() {
    return "bubblewrap";
  }

  @Override
  public Options options() {
    return Options.of(
        Option.path("rootfs")
            .doc(
                "root filesystem with Python and pytest; else rootfs/iccm-python in the cache"
                    + " directory, else the host's /usr"),
        Option.path("wheels")
            .doc(
                "directory with the wheels of requirements.lock files; else "
                    + Wheelhouse.USUAL
                    + " in the cache directory"),
        Option.path("java-rootfs")
            .doc(
                "root filesystem with Java and Python for applications in Java; else"
                    + " rootfs/iccm-java in the cache directory"),
        Option.text("bwrap").defaultsTo("bwrap").doc("the bwrap program"),
        Option.integer("concurrency")
            .between(1, 256)
            .doc(
                "runs at once at most, else two a processor; fewer while they slow each other or"
                    + " memory is short"),
        Option.flag("isolated")
            .defaultsTo(true)
            .doc(
                "whether tests run in another process and user than the candidate where the suite"
                    + " allows it"),
        Option.integer("first-user")
            .between(2L * Slots.ALL_USERS, Integer.MAX_VALUE - 2L * Slots.ALL_USERS)
            .doc(
                "run by root: first of the "
                    + Slots.ALL_USERS
                    + " host user ids that slots take theirs from, a multiple of that number; else "
                    + Slots.FIRST_USER),
        AcceptedLimits.option());
  }

  @Override
  public TestRunner create(Settings settings, ProviderContext context) {
    int concurrency = (int) settings.findInteger("concurrency").orElse(0);
    int firstUser = (int) settings.findInteger("first-user").orElse(Slots.FIRST_USER);
    String bwrap = settings.text("bwrap");
    Path cache = context.cacheDirectory();
    Layout python = new Layout(bwrap, settings.findPath("rootfs"), cache);
    Layout java = Layout.java(bwrap, settings.findPath("java-rootfs"), cache);
    Set<String> accepted = AcceptedLimits.read(name(), settings);
    return new LanguageRunners(
        new SandboxRunner(
                box(python, concurrency, firstUser, cache),
                settings.flag("isolated"),
                Optional.of(Wheelhouse.of(cache, settings.findPath("wheels"))))
            .accepting(accepted),
        () -> SandboxRunner.java(box(java, concurrency, firstUser, cache)).accepting(accepted));
  }

  /**
   * The box alone, for provider {@code auto}.
   *
   * @param rootfs a root filesystem, if one is named
   * @param bwrap the program
   * @param concurrency runs at once at most; 0 for two a processor
   * @param cache the user's cache directory
   * @return the box
   */
  public static BubblewrapBox box(
      Optional<Path> rootfs, String bwrap, int concurrency, Path cache) {
    return box(new Layout(bwrap, rootfs, cache), concurrency, Slots.FIRST_USER, cache);
  }

  /**
   * The box for applications in Java alone, for provider {@code auto}.
   *
   * @param rootfs a root filesystem with Java, if one is named
   * @param bwrap the program
   * @param concurrency runs at once; 0 for one a processor
   * @param cache the user's cache directory
   * @return the box
   */
  public static BubblewrapBox javaBox(
      Optional<Path> rootfs, String bwrap, int concurrency, Path cache) {
    return box(Layout.java(bwrap, rootfs, cache), concurrency, Slots.FIRST_USER, cache);
  }

  private static BubblewrapBox box(Layout layout, int concurrency, int firstUser, Path cache) {
    int atOnce = concurrency > 0 ? concurrency : 2 * Runtime.getRuntime().availableProcessors();
    return new BubblewrapBox(layout, cache, atOnce, firstUser, true);
  }

  /**
   * For tests and benches that show what a safeguard is good for: the usual box, one run at a time,
   * without some of them.
   *
   * @param cache the user's cache directory
   * @param off what is switched off
   * @return the box
   */
  public static BubblewrapBox without(Path cache, Set<Safeguard> off) {
    Layout layout = new Layout("bwrap", Optional.empty(), cache, off);
    return new BubblewrapBox(layout, cache, 1, Slots.FIRST_USER, true, off);
  }
}

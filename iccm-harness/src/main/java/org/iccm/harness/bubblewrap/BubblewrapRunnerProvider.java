package org.iccm.harness.bubblewrap;

import java.nio.file.Path;
import java.util.Optional;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Settings;
import org.iccm.api.plugin.TestRunnerProvider;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.SandboxRunner;

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
        Option.text("bwrap").defaultsTo("bwrap").doc("the bwrap program"),
        Option.integer("concurrency").between(1, 256).doc("runs at once; else one a processor"),
        Option.flag("isolated")
            .defaultsTo(false)
            .doc(
                "whether tests run in another process and user than the candidate where the suite"
                    + " allows it; young: off by default"),
        Option.integer("first-user")
            .between(2L * Slots.ALL_USERS, Integer.MAX_VALUE - 2L * Slots.ALL_USERS)
            .doc(
                "run by root: first of the "
                    + Slots.ALL_USERS
                    + " host user ids that slots take theirs from, a multiple of that number; else "
                    + Slots.FIRST_USER));
  }

  @Override
  public TestRunner create(Settings settings, ProviderContext context) {
    return new SandboxRunner(
        box(
            settings.findPath("rootfs"),
            settings.text("bwrap"),
            (int) settings.findInteger("concurrency").orElse(0),
            (int) settings.findInteger("first-user").orElse(Slots.FIRST_USER),
            context.cacheDirectory()),
        settings.flag("isolated"));
  }

  /**
   * The box alone, for provider {@code auto}.
   *
   * @param rootfs a root filesystem, if one is named
   * @param bwrap the program
   * @param concurrency runs at once; 0 for one a processor
   * @param cache the user's cache directory
   * @return the box
   */
  public static BubblewrapBox box(
      Optional<Path> rootfs, String bwrap, int concurrency, Path cache) {
    return box(rootfs, bwrap, concurrency, Slots.FIRST_USER, cache);
  }

  private static BubblewrapBox box(
      Optional<Path> rootfs, String bwrap, int concurrency, int firstUser, Path cache) {
    int atOnce = concurrency > 0 ? concurrency : Runtime.getRuntime().availableProcessors();
    return new BubblewrapBox(new Layout(bwrap, rootfs, cache), cache, atOnce, firstUser, true);
  }
}

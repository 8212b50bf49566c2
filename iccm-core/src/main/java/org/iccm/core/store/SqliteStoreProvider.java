package org.iccm.core.store;

import java.nio.file.Path;
import java.util.List;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Settings;
import org.iccm.api.plugin.StoreProvider;
import org.iccm.api.store.Store;

/**
 * Provider of the store {@code sqlite}: one file, one writing process, readers beside it.
 *
 * @since 0.1.0
 */
public final class SqliteStoreProvider implements StoreProvider {
  private static final String DEFAULT_FILE = "iccm.db";

  /** For ServiceLoader. */
  public SqliteStoreProvider() {}

  @Override
  public String name() {
    return "sqlite";
  }

  @Override
  public Options options() {
    return Options.of(
        Option.path("file")
            .doc(
                "The database file, on a local disk; made if missing. Default: "
                    + DEFAULT_FILE
                    + " in the work directory."),
        Option.flag("readOnly")
            .defaultsTo(false)
            .doc("Reads beside the writing process, refuses every write."));
  }

  @Override
  public Store create(Settings settings, ProviderContext context) {
    Path file =
        settings.findPath("file").orElseGet(() -> context.workDirectory().resolve(DEFAULT_FILE));
    // the driver takes what follows a '?' for settings
    if (file.toString().indexOf('?') >= 0) {
      throw new ConfigurationException(
          "file", "path '" + file + "' holds a '?', which SQLite's driver cannot open; rename it");
    }
    return new SqlStore(
        name(), new SqliteConnections(file, settings.flag("readOnly"), List.of()), context.clock());
  }
}

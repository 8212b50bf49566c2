package org.iccm.core.store;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.iccm.api.error.StoreException;

/** Brings a database to the schema of this release. */
final class Schema {
  /** The newest migration; a test holds it to the resources. */
  static final String VERSION = "5";

  private static final String HISTORY = "iccm_schema_history";

  private Schema() {}

  static FluentConfiguration configuration(Dialect dialect, DataSource source) {
    return Flyway.configure(Schema.class.getClassLoader())
        .loggers("slf4j")
        .dataSource(source)
        .table(HISTORY)
        .cleanDisabled(true)
        .validateMigrationNaming(true)
        .locations(
            "classpath:org/iccm/core/store/migration/"
                + dialect.name().toLowerCase(java.util.Locale.ROOT));
  }

  static void migrate(String place, FluentConfiguration configuration) {
    Flyway flyway = configuration.load();
    checkNotNewer(place, flyway);
    flyway.migrate();
  }

  /** For who may not migrate. */
  static void check(String place, FluentConfiguration configuration) {
    Flyway flyway = configuration.load();
    checkNotNewer(place, flyway);
    if (flyway.info().pending().length > 0) {
      throw new StoreException(
          place,
          false,
          "store "
              + place
              + " has an older schema than this release, and readOnly: true forbids to migrate it;"
              + " open it once without readOnly");
    }
  }

  private static void checkNotNewer(String place, Flyway flyway) {
    MigrationInfo current = flyway.info().current();
    if (current != null
        && current.getVersion() != null
        && current.getVersion().isNewerThan(VERSION)) {
      throw new StoreException(
          place,
          false,
          "store "
              + place
              + " was written by a newer ICCM: its schema is version "
              + current.getVersion()
              + ", this release knows "
              + VERSION
              + "; use that ICCM or another store");
    }
  }
}

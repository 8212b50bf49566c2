package org.iccm.core.store;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Settings;
import org.iccm.api.plugin.StoreProvider;
import org.iccm.api.store.Store;

/**
 * Provider of the store {@code postgres}: PostgreSQL 15 or newer with pgvector 0.8 or newer, shared
 * by any number of processes.
 *
 * @since 0.1.0
 */
public final class PostgresStoreProvider implements StoreProvider {
  private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
  private static final Pattern PASSWORD =
      Pattern.compile("[?&]\\s*password\\s*=|//[^/?]*:[^/?@]*@", Pattern.CASE_INSENSITIVE);
  private static final int DEFAULT_POOL = 8;
  private static final int MAX_POOL = 100;

  /** For ServiceLoader. */
  public PostgresStoreProvider() {}

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public Options options() {
    return Options.of(
        Option.text("url").required().doc("jdbc:postgresql://host:port/database, no password."),
        Option.text("user").required().doc("The user."),
        Option.secret("password").doc("The password, if the server wants one."),
        Option.text("schema")
            .defaultsTo("iccm")
            .doc("A schema of ICCM's own, made if missing: lower case, digits, _."),
        Option.integer("poolSize")
            .defaultsTo((long) DEFAULT_POOL)
            .between(1, MAX_POOL)
            .doc("Most connections at once."));
  }

  @Override
  public Store create(Settings settings, ProviderContext context) {
    String url = settings.text("url");
    String schema = settings.text("schema");
    List<ConfigurationException.Problem> problems = new ArrayList<>();
    if (PASSWORD.matcher(url).find()) {
      problems.add(
          new ConfigurationException.Problem(
              "url",
              "",
              "holds a password; put it into 'password' as ${env:NAME} or ${file:PATH}"));
    } else if (!url.startsWith("jdbc:postgresql:")) {
      problems.add(
          new ConfigurationException.Problem(
              "url", "", "'" + url + "' is not jdbc:postgresql://host:port/database"));
    }
    if (!SCHEMA.matcher(schema).matches()) {
      problems.add(
          new ConfigurationException.Problem(
              "schema", "", "'" + schema + "' is not lower-case letters, digits and _"));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new SqlStore(
        name(),
        new PostgresConnections(
            new PostgresSettings(
                url,
                settings.text("user"),
                settings.secret("password"),
                schema,
                (int) settings.integer("poolSize"))),
        context.clock());
  }
}

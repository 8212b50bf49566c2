package org.iccm.core.store;

import java.util.Optional;
import org.iccm.api.plugin.Secret;

/**
 * Where the server is.
 *
 * @param url {@code jdbc:postgresql:...}
 * @param schema of its own, made on demand
 */
record PostgresSettings(
    String url, String user, Optional<Secret> password, String schema, int poolSize) {
  /** Server, database and schema; what follows the '?' may hold anything. */
  String place() {
    int parameters = url.indexOf('?');
    return (parameters < 0 ? url : url.substring(0, parameters)) + " (schema " + schema + ")";
  }
}

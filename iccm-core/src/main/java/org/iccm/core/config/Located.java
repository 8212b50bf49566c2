package org.iccm.core.config;

/**
 * A value and where it stands.
 *
 * @param value a {@code String} (raw scalar), {@code List<Located>}, {@code Map<String, Located>},
 *     or an object that a builder was given
 * @param place file and line, or {@code builder}
 */
public record Located(Object value, String place) {}

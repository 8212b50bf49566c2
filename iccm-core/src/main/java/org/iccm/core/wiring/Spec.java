package org.iccm.core.wiring;

import java.util.Map;
import org.iccm.core.config.Located;
import org.jspecify.annotations.Nullable;

/**
 * An instance to be: an object of the caller's, or a provider with settings.
 *
 * @param object the caller's object, or null
 * @param provider the provider's name; empty for an object
 * @param place where it was asked for
 * @param settings its settings
 */
record Spec<T>(@Nullable T object, String provider, String place, Map<String, Located> settings) {
  static <T> Spec<T> of(T object) {
    return new Spec<>(object, "", "builder", Map.of());
  }

  static <T> Spec<T> of(String provider, String place, Map<String, Located> settings) {
    return new Spec<>(null, provider, place, settings);
  }
}

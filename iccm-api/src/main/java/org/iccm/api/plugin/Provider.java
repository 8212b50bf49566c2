package org.iccm.api.plugin;

/**
 * Makes instances of one plugin. Found by ServiceLoader, picked by name. Needs a public no-argument
 * constructor that does nothing.
 *
 * @param <T> what it makes
 * @since 0.1.0
 */
public interface Provider<T> {
  /** The SPI version that this release speaks. */
  int SPI_VERSION = 1;

  /**
   * The name that configurations use.
   *
   * @return lower case with dashes
   */
  String name();

  /**
   * The SPI version it was written for.
   *
   * @return {@link #SPI_VERSION} at the time
   */
  default int spiVersion() {
    return SPI_VERSION;
  }

  /**
   * The settings it knows.
   *
   * @return the declaration
   */
  default Options options() {
    return Options.of();
  }

  /**
   * Makes an instance. No I/O here: what is slow or can fail outside belongs to the first call.
   *
   * @param settings checked against {@link #options()}
   * @param context what the host offers
   * @return the instance; the host closes it
   */
  T create(Settings settings, ProviderContext context);
}

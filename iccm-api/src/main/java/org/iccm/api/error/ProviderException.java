package org.iccm.api.error;

import org.jspecify.annotations.Nullable;

/**
 * A plugin is missing, doubled or broken.
 *
 * @since 0.1.0
 */
public class ProviderException extends IccmException {
  private static final long serialVersionUID = 1L;
  private final String provider;

  /**
   * An error without a cause.
   *
   * @param provider the provider's name
   * @param message what is wrong, where, and what to do
   */
  public ProviderException(String provider, String message) {
    this(provider, message, null);
  }

  /**
   * An error with a cause.
   *
   * @param provider the provider's name
   * @param message what is wrong, where, and what to do
   * @param cause the cause, or null
   */
  public ProviderException(String provider, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.provider = provider;
  }

  /**
   * The provider's name.
   *
   * @return the provider's name
   */
  public String provider() {
    return provider;
  }
}

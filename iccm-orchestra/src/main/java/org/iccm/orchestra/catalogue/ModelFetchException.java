package org.iccm.orchestra.catalogue;

import org.iccm.api.error.ProviderException;
import org.jspecify.annotations.Nullable;

/**
 * A model's file is missing, wrong or cannot be fetched. Its message names thing, place and remedy.
 *
 * @since 0.1.0
 */
public class ModelFetchException extends ProviderException {
  private static final long serialVersionUID = 1L;
  private final String modelId;
  private final String place;

  /**
   * Makes the error.
   *
   * @param modelId the model
   * @param place file or address
   * @param message what is wrong, where, and what to do
   * @param cause the cause, or null
   */
  public ModelFetchException(
      String modelId, String place, String message, @Nullable Throwable cause) {
    super("model-catalogue", message, cause);
    this.modelId = modelId;
    this.place = place;
  }

  /**
   * The model.
   *
   * @return its id
   */
  public String modelId() {
    return modelId;
  }

  /**
   * Where it went wrong.
   *
   * @return file or address
   */
  public String place() {
    return place;
  }
}

package org.iccm.orchestra.internal.chat;

import org.iccm.api.llm.Capability;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.ModelCard;
import org.iccm.api.llm.Sampling;

/**
 * What a request may want of a model.
 *
 * @since 0.1.0
 */
public final class Capabilities {
  private Capabilities() {}

  /**
   * The sampling of a call.
   *
   * @param card the model's
   * @param request what is asked
   * @return the request's sampling over the card's defaults
   * @throws UnsupportedOperationException if it wants what the model has not
   */
  public static Sampling resolve(ModelCard card, CompletionRequest request) {
    Sampling sampling = request.sampling().orElse(card.defaults());
    need(card, Capability.SEED, sampling.seed().isPresent(), "a seed");
    need(card, Capability.TOP_P, sampling.topP().isPresent(), "top-p");
    need(card, Capability.STOP, !sampling.stop().isEmpty(), "stop texts");
    return sampling;
  }

  private static void need(ModelCard card, Capability capability, boolean wanted, String what) {
    if (wanted && !card.capabilities().contains(capability)) {
      throw new UnsupportedOperationException(
          "model " + card.id() + " does not know " + what + ": ask without it");
    }
  }
}

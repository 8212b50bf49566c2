package org.iccm.api.llm;

/**
 * A language model. Blocking: one call, one result; concurrency belongs to the caller. Thread-safe.
 * An interrupt ends a call within a second with {@link org.iccm.api.error.CancelledException} and
 * keeps the flag.
 *
 * @since 0.1.0
 */
public interface LlmBackend extends AutoCloseable {
  /**
   * Describes the model, as it is now.
   *
   * @return the card
   */
  ModelCard model();

  /**
   * Completes a conversation. Retries are the backend's own.
   *
   * @param request what is asked
   * @return the answer, of the model asked for
   * @throws org.iccm.api.error.LlmException if no answer could be had
   * @throws UnsupportedOperationException if the request wants a capability that the model has not
   */
  Completion complete(CompletionRequest request);

  /**
   * Completes a conversation and hears it grow.
   *
   * @param request what is asked
   * @param listener hears the text; the default hears it once, whole
   * @return the answer
   */
  default Completion complete(CompletionRequest request, CompletionListener listener) {
    Completion c = complete(request);
    if (!c.text().isEmpty()) {
      listener.onText(c.text());
    }
    return c;
  }

  /** Ends calls in flight with CancelledException and frees everything. Idempotent. */
  @Override
  default void close() {}
}

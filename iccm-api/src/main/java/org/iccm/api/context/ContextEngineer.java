package org.iccm.api.context;

/**
 * Writes the context from which others rebuild an application. Implementations are thread-safe; one
 * call, one result; an interrupt ends a call within a second with {@link
 * org.iccm.api.error.CancelledException}.
 *
 * @since 0.1.0
 */
public interface ContextEngineer extends AutoCloseable {
  /**
   * Describes this engineer.
   *
   * @return the card; its fingerprint is part of every context's key
   */
  EngineerCard card();

  /**
   * Writes a context.
   *
   * @param request what is wanted
   * @return the context; it need not keep the budget, the gate judges that
   * @throws org.iccm.api.error.ContextRejectedException if there is nothing to write from, with the
   *     remedy
   * @throws org.iccm.api.error.LlmException if a model that it needs fails
   */
  EngineeredContext engineer(ContextRequest request);

  /** Ends calls in flight and frees what it holds. Idempotent. */
  @Override
  default void close() {}
}

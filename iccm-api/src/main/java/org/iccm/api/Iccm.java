package org.iccm.api;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.embedding.Embedder;
import org.iccm.api.error.ProviderException;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.plugin.TokenCounter;
import org.iccm.api.reward.RewardFunction;
import org.iccm.api.rollout.RolloutService;
import org.iccm.api.store.Store;
import org.iccm.api.testing.TestRunner;

/**
 * A wired ICCM: models, engineers, runner, store, reward. Thread-safe. Closing it ends every thread
 * and process that it started, in reverse order of making; what a caller handed in, the caller
 * closes.
 *
 * @since 0.1.0
 */
public interface Iccm extends AutoCloseable {
  /**
   * Starts a builder; the implementation is found by ServiceLoader.
   *
   * @return a builder
   * @throws ProviderException if there is no implementation, or more than one, on the class path
   */
  static IccmBuilder builder() {
    List<IccmFactory> found =
        ServiceLoader.load(IccmFactory.class, Iccm.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    if (found.size() != 1) {
      throw new ProviderException(
          "IccmFactory",
          (found.isEmpty() ? "no" : "more than one")
              + " implementation of ICCM on the class path"
              + (found.isEmpty() ? "" : ": " + found)
              + "; add org.iccm:iccm-core once");
    }
    return found.get(0).builder();
  }

  /**
   * Rollouts.
   *
   * @return the service
   */
  RolloutService rollouts();

  /**
   * A model by instance name or role, cached, metered.
   *
   * @param name the name
   * @return the model
   */
  LlmBackend llm(String name);

  /**
   * An engineer by instance name.
   *
   * @param name the name
   * @return the engineer
   */
  ContextEngineer engineer(String name);

  /**
   * Instance names of the models that rebuild.
   *
   * @return in order of configuration
   */
  List<String> orchestra();

  /**
   * Instance names of the engineers.
   *
   * @return in order of configuration
   */
  List<String> engineers();

  /**
   * The runner.
   *
   * @return the runner
   */
  TestRunner runner();

  /**
   * The reward.
   *
   * @return the reward function
   */
  RewardFunction reward();

  /**
   * The store.
   *
   * @return the store
   */
  Store store();

  /**
   * An embedder by instance name.
   *
   * @param name the name, or empty for the only one
   * @return the embedder
   */
  Embedder embedder(String name);

  /**
   * Support for a language.
   *
   * @param language its name
   * @return the support, if there is one
   */
  Optional<LanguageSupport> language(String language);

  /**
   * The gate's tokenizer.
   *
   * @return the counter
   */
  TokenCounter tokens();

  /** Ends everything that this object started. Idempotent. */
  @Override
  void close();
}

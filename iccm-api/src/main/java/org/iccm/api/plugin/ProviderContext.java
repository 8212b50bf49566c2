package org.iccm.api.plugin;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.embedding.Embedder;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.rollout.ProgressListener;

/**
 * What a plugin may use of its host. Handles are core's own: cached, metered and budgeted; the host
 * closes them.
 *
 * @since 0.1.0
 */
public interface ProviderContext {
  /**
   * The instance's own name.
   *
   * @return for example {@code small}
   */
  String instanceName();

  /**
   * Time.
   *
   * @return the clock
   */
  Clock clock();

  /**
   * Randomness by name, never by order.
   *
   * @param path what it is for
   * @return a seed that depends on the run's seed, the instance's name and the path
   */
  long seed(String path);

  /**
   * A bounded executor of this instance, with daemon threads named {@code iccm-}; the host ends it.
   *
   * @return the executor
   */
  ExecutorService executor();

  /**
   * Measurements.
   *
   * @return where they go
   */
  Telemetry telemetry();

  /**
   * Progress of long preparations, such as a download.
   *
   * @return where it is shown
   */
  default ProgressListener progress() {
    return ProgressListener.NONE;
  }

  /**
   * A configured model.
   *
   * @param name its instance name, or a role: {@code writer}, {@code teacher}
   * @return a handle that resolves at the first call
   * @throws org.iccm.api.error.ConfigurationException if there is none
   */
  LlmBackend llm(String name);

  /**
   * A configured embedder.
   *
   * @param name its instance name, or empty for the only one
   * @return a handle
   * @throws org.iccm.api.error.ConfigurationException if there is none
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

  /**
   * Files kept between runs and shared by all of a user's projects.
   *
   * @return a directory, made on demand
   */
  Path cacheDirectory();

  /**
   * Files of this Iccm: stores, logs, reports.
   *
   * @return a directory, made on demand
   */
  Path workDirectory();
}

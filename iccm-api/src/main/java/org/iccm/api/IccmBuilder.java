package org.iccm.api;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.embedding.Embedder;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.plugin.Telemetry;
import org.iccm.api.reward.RewardFunction;
import org.iccm.api.rollout.ProgressListener;
import org.iccm.api.store.Store;
import org.iccm.api.testing.TestRunner;

/**
 * Wires an {@link Iccm}. Explicit objects first, providers by name second; instances have names of
 * their own, roles name instances. All faults are reported at once by {@link #build()}. Not
 * thread-safe.
 *
 * <p>Settings are texts, numbers, booleans, {@code Duration}, {@code Path}, lists of texts, or
 * {@link org.iccm.api.plugin.Secret}, by key.
 *
 * @since 0.1.0
 */
public interface IccmBuilder {
  /**
   * Adds a model of the caller's; the caller closes it.
   *
   * @param name the instance's name
   * @param instance the model
   * @return this builder
   */
  IccmBuilder llm(String name, LlmBackend instance);

  /**
   * Adds a model by provider.
   *
   * @param name the instance's name
   * @param provider the provider's name
   * @param settings its settings
   * @return this builder
   */
  IccmBuilder llm(String name, String provider, Map<String, ?> settings);

  /**
   * Adds a context engineer of the caller's; the caller closes it.
   *
   * @param name the instance's name
   * @param instance the context engineer
   * @return this builder
   */
  IccmBuilder engineer(String name, ContextEngineer instance);

  /**
   * Adds a context engineer by provider.
   *
   * @param name the instance's name
   * @param provider the provider's name
   * @param settings its settings
   * @return this builder
   */
  IccmBuilder engineer(String name, String provider, Map<String, ?> settings);

  /**
   * Adds a embedder of the caller's; the caller closes it.
   *
   * @param name the instance's name
   * @param instance the embedder
   * @return this builder
   */
  IccmBuilder embedder(String name, Embedder instance);

  /**
   * Adds a embedder by provider.
   *
   * @param name the instance's name
   * @param provider the provider's name
   * @param settings its settings
   * @return this builder
   */
  IccmBuilder embedder(String name, String provider, Map<String, ?> settings);

  /**
   * Sets the runner; the caller closes it.
   *
   * @param instance the runner
   * @return this builder
   */
  IccmBuilder runner(TestRunner instance);

  /**
   * Sets the runner by provider.
   *
   * @param provider the provider's name
   * @param settings its settings
   * @return this builder
   */
  IccmBuilder runner(String provider, Map<String, ?> settings);

  /**
   * Sets the store; the caller closes it.
   *
   * @param instance the store
   * @return this builder
   */
  IccmBuilder store(Store instance);

  /**
   * Sets the store by provider.
   *
   * @param provider the provider's name
   * @param settings its settings
   * @return this builder
   */
  IccmBuilder store(String provider, Map<String, ?> settings);

  /**
   * Sets the reward function; the caller closes it.
   *
   * @param instance the reward function
   * @return this builder
   */
  IccmBuilder reward(RewardFunction instance);

  /**
   * Sets the reward function by provider.
   *
   * @param provider the provider's name
   * @param settings its settings
   * @return this builder
   */
  IccmBuilder reward(String provider, Map<String, ?> settings);

  /**
   * Adds support for a language; languages that are not given are looked up by ServiceLoader.
   *
   * @param support the support
   * @return this builder
   */
  IccmBuilder language(LanguageSupport support);

  /**
   * Names the models that rebuild.
   *
   * @param names instance names
   * @return this builder
   */
  IccmBuilder orchestra(String... names);

  /**
   * Names the model that engineers write with.
   *
   * @param name an instance name
   * @return this builder
   */
  IccmBuilder writer(String name);

  /**
   * Names the model that may be asked for targets.
   *
   * @param name an instance name
   * @return this builder
   */
  IccmBuilder teacher(String name);

  /**
   * Reads an {@code iccm.yaml}. What is set on this builder wins over the file.
   *
   * @param file the file
   * @return this builder
   */
  IccmBuilder configuration(Path file);

  /**
   * Sets the environment for {@code ${env:NAME}}; the default is the process's.
   *
   * @param variables names and values
   * @return this builder
   */
  IccmBuilder environment(Map<String, String> variables);

  /**
   * Sets the seed of all randomness.
   *
   * @param seed any number
   * @return this builder
   */
  IccmBuilder seed(long seed);

  /**
   * Sets the directory for stores, logs and reports.
   *
   * @param directory made on demand; the default is {@code .iccm} in the working directory
   * @return this builder
   */
  IccmBuilder workDirectory(Path directory);

  /**
   * Sets the directory for models and environments that all projects share.
   *
   * @param directory made on demand; the default is {@code ICCM_CACHE}, else {@code iccm} in the
   *     user's cache
   * @return this builder
   */
  IccmBuilder cacheDirectory(Path directory);

  /**
   * Sets the clock.
   *
   * @param clock the clock
   * @return this builder
   */
  IccmBuilder clock(Clock clock);

  /**
   * Sets where measurements go.
   *
   * @param telemetry the host's
   * @return this builder
   */
  IccmBuilder telemetry(Telemetry telemetry);

  /**
   * Sets who hears progress.
   *
   * @param listener the listener
   * @return this builder
   */
  IccmBuilder progress(ProgressListener listener);

  /**
   * Wires everything. Does no I/O beyond reading configuration; models and servers start at their
   * first call.
   *
   * @return the wired ICCM
   * @throws org.iccm.api.error.ConfigurationException with all faults at once
   */
  Iccm build();
}

package org.iccm.testkit.doubles;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.embedding.Embedder;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Telemetry;
import org.iccm.api.plugin.TokenCounter;
import org.iccm.testkit.sample.IndentedPython;
import org.jspecify.annotations.Nullable;

/**
 * What ICCM hands to a plugin, for tests that make one themselves: four threads, the system's
 * clock, plain Python ({@link IndentedPython}), one model and one embedder if given. Thread-safe.
 *
 * @since 0.1.0
 */
public final class PluginHost implements ProviderContext, AutoCloseable {
  private final String instanceName;
  private final TokenCounter tokens;
  private final @Nullable LlmBackend model;
  private final @Nullable Embedder embedder;
  private final ExecutorService executor =
      Executors.newFixedThreadPool(
          4,
          task -> {
            Thread t = new Thread(task, "test-host");
            t.setDaemon(true);
            return t;
          });

  /**
   * A host without models.
   *
   * @param instanceName the plugin's name
   * @param tokens the gate's tokenizer
   */
  public PluginHost(String instanceName, TokenCounter tokens) {
    this(instanceName, tokens, null, null);
  }

  /**
   * A host.
   *
   * @param instanceName the plugin's name
   * @param tokens the gate's tokenizer
   * @param model answers to every name; null for none
   * @param embedder answers to every name; null for none
   */
  public PluginHost(
      String instanceName,
      TokenCounter tokens,
      @Nullable LlmBackend model,
      @Nullable Embedder embedder) {
    this.instanceName = instanceName;
    this.tokens = tokens;
    this.model = model;
    this.embedder = embedder;
  }

  @Override
  public String instanceName() {
    return instanceName;
  }

  @Override
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Override
  public long seed(String path) {
    return 1;
  }

  @Override
  public ExecutorService executor() {
    return executor;
  }

  @Override
  public Telemetry telemetry() {
    return Telemetry.NONE;
  }

  @Override
  public LlmBackend llm(String name) {
    if (model == null) {
      throw new ConfigurationException("llm." + name, "this test's host has no model");
    }
    return model;
  }

  @Override
  public Embedder embedder(String name) {
    if (embedder == null) {
      throw new ConfigurationException("embedders." + name, "this test's host has no embedder");
    }
    return embedder;
  }

  @Override
  public Optional<LanguageSupport> language(String language) {
    return language.equals("python") ? Optional.of(new IndentedPython()) : Optional.empty();
  }

  @Override
  public TokenCounter tokens() {
    return tokens;
  }

  @Override
  public Path cacheDirectory() {
    return Path.of("target");
  }

  @Override
  public Path workDirectory() {
    return Path.of("target");
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}

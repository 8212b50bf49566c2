package org.iccm.validation.rag;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.embedding.Embedder;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Telemetry;
import org.iccm.api.plugin.TokenCounter;
import org.iccm.core.tokens.Cl100kTokenCounter;

/** What core hands to a plugin, around scripted models. */
final class Host implements ProviderContext, AutoCloseable {
  private final LlmBackend writer;
  private final Embedder embedder;
  private final TokenCounter tokens = new Cl100kTokenCounter();
  private final ExecutorService executor =
      Executors.newFixedThreadPool(
          4,
          task -> {
            Thread t = new Thread(task, "test-host");
            t.setDaemon(true);
            return t;
          });

  Host(LlmBackend writer, Embedder embedder) {
    this.writer = writer;
    this.embedder = embedder;
  }

  @Override
  public String instanceName() {
    return "rag";
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
    return writer;
  }

  @Override
  public Embedder embedder(String name) {
    return embedder;
  }

  @Override
  public Optional<LanguageSupport> language(String language) {
    return language.equals("python") ? Optional.of(new LineUnits()) : Optional.empty();
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

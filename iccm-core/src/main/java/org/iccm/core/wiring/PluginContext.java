package org.iccm.core.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.iccm.api.application.Digests;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.embedding.Embedder;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Telemetry;
import org.iccm.api.plugin.TokenCounter;
import org.iccm.api.rollout.ProgressListener;

/** What one plugin instance sees of its host. */
final class PluginContext implements ProviderContext {
  private final String name;
  private final Host host;
  private final WiredIccm iccm;

  PluginContext(String name, Host host, WiredIccm iccm) {
    this.name = name;
    this.host = host;
    this.iccm = iccm;
  }

  @Override
  public String instanceName() {
    return name;
  }

  @Override
  public Clock clock() {
    return host.clock();
  }

  @Override
  public long seed(String path) {
    return Long.parseUnsignedLong(
        Digests.of(Long.toString(host.seed()), name, path).substring(0, 16), 16);
  }

  @Override
  public ExecutorService executor() {
    return iccm.executor(name);
  }

  @Override
  public Telemetry telemetry() {
    return host.telemetry();
  }

  @Override
  public ProgressListener progress() {
    return host.progress();
  }

  @Override
  public LlmBackend llm(String role) {
    return iccm.handle(role);
  }

  @Override
  public Embedder embedder(String instance) {
    return iccm.embedder(instance);
  }

  @Override
  public Optional<LanguageSupport> language(String language) {
    return iccm.language(language);
  }

  @Override
  public TokenCounter tokens() {
    return iccm.tokens();
  }

  @Override
  public Path cacheDirectory() {
    return made(host.cacheDirectory(), "cacheDirectory");
  }

  @Override
  public Path workDirectory() {
    return made(host.workDirectory(), "workDirectory");
  }

  private static Path made(Path directory, String key) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new ConfigurationException(
          key,
          "directory "
              + directory
              + " cannot be made ("
              + e
              + "); choose one that you can write to");
    }
  }
}

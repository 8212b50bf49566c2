package org.iccm.training.engineer;

import java.nio.file.Path;
import java.util.Optional;

/** The provider's defaults, changed one by one. */
final class Setting {
  private final Path directory;
  private Optional<Path> adapter = Optional.empty();
  private double temperature;
  private double retryTemperature = .7;
  private int maxTokens = 256;
  private int inputTokens = 1024;
  private int classTokens = 400;
  private int batch = 16;

  Setting(Path directory) {
    this.directory = directory;
  }

  Setting adapter(Path path) {
    adapter = Optional.of(path);
    return this;
  }

  Setting temperature(double value) {
    temperature = value;
    return this;
  }

  Setting retryTemperature(double value) {
    retryTemperature = value;
    return this;
  }

  Setting maxTokens(int value) {
    maxTokens = value;
    return this;
  }

  Setting inputTokens(int value) {
    inputTokens = value;
    return this;
  }

  Setting classTokens(int value) {
    classTokens = value;
    return this;
  }

  Setting batch(int value) {
    batch = value;
    return this;
  }

  CetSettings build() {
    return new CetSettings(
        directory,
        adapter,
        temperature,
        1,
        retryTemperature,
        1,
        maxTokens,
        inputTokens,
        classTokens,
        batch);
  }
}

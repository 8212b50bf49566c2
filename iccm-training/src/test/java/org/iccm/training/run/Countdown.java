package org.iccm.training.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A phase whose state is one number; its validation is best at a given step. */
final class Countdown implements Phase {
  private final int planned;
  private final int bestAt;
  private final int start;
  private int steps;

  Countdown(int planned, int bestAt, Optional<Path> previous) {
    this.planned = planned;
    this.bestAt = bestAt;
    this.start = previous.map(Countdown::read).orElse(0);
  }

  static int read(Path directory) {
    try {
      return Integer.parseInt(Files.readString(directory.resolve("number")));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public long steps() {
    return steps;
  }

  @Override
  public long planned() {
    return planned;
  }

  @Override
  public PhaseStep advance() {
    steps++;
    return new PhaseStep(Map.of("value", 1.0 / steps), 10, steps == bestAt, steps == bestAt);
  }

  @Override
  public Optional<String> finished() {
    return steps >= planned ? Optional.of("counted") : Optional.empty();
  }

  @Override
  public void save(Path directory) throws IOException {
    Files.writeString(directory.resolve("number"), Integer.toString(steps));
  }

  @Override
  public void restore(Path directory) {
    steps = read(directory);
  }

  @Override
  public void deliver(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("number"), Integer.toString(start + steps));
  }

  @Override
  public void close() {}
}

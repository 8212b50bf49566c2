package org.iccm.examples.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A child that answers each line with a line of JSON. What it says beside that goes to a file. */
final class WorkProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter commands;
  private final Path errors;

  private WorkProcess(List<String> command, Path errors) throws IOException {
    this.errors = errors;
    this.process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
            .start();
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
  }

  /** Starts it and waits until it is ready. */
  static WorkProcess start(List<String> command, Path errors) throws IOException {
    WorkProcess started = new WorkProcess(command, errors);
    started.answer("start");
    return started;
  }

  /** Seconds from a process's start to its first answer; it ends by itself. */
  static double secondsToFirst(List<String> command, Path errors)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    try (WorkProcess once = new WorkProcess(command, errors)) {
      once.answer("first token");
      double seconds = (System.nanoTime() - begin) / 1e9;
      once.process.waitFor(1, TimeUnit.MINUTES);
      return seconds;
    }
  }

  JsonNode ask(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
    return answer(command);
  }

  private JsonNode answer(String what) throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException(
          process.info().command().orElse("a process")
              + " ended at '"
              + what
              + "'; see the end of "
              + errors);
    }
    return JSON.readTree(line);
  }

  @Override
  public void close() throws IOException {
    try {
      commands.close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

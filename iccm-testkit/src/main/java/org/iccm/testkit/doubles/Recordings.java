package org.iccm.testkit.doubles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.iccm.api.application.Digests;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.llm.Message;
import org.iccm.api.llm.ModelCard;

/**
 * Answers kept as text files, one for each conversation and sample, so that a test can hear a real
 * model's words without the model. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Recordings {
  private final Path directory;

  private Recordings(Path directory) {
    this.directory = directory;
  }

  /**
   * Recordings in a directory.
   *
   * @param directory the directory; need not exist before something is recorded
   * @return the recordings
   */
  public static Recordings in(Path directory) {
    return new Recordings(directory);
  }

  /**
   * The file of a request's answer. Messages and sample index make its name; options do not.
   *
   * @param request the request
   * @return the file, existing or not
   */
  public Path file(CompletionRequest request) {
    List<String> parts = new ArrayList<>();
    for (Message message : request.messages()) {
      parts.add(message.role().name());
      parts.add(message.content());
    }
    parts.add(Integer.toString(request.sampleIndex()));
    return directory.resolve(Digests.of(parts).substring(0, 16) + ".txt");
  }

  /**
   * The recorded answer.
   *
   * @param request the request
   * @return the text, if recorded
   */
  public Optional<String> find(CompletionRequest request) {
    Path file = file(request);
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the recording " + file, e);
    }
  }

  /**
   * A backend that asks another one and keeps its answers here.
   *
   * @param real who answers; the caller closes it
   * @return the recording backend
   */
  public LlmBackend record(LlmBackend real) {
    return new LlmBackend() {
      @Override
      public ModelCard model() {
        return real.model();
      }

      @Override
      public Completion complete(CompletionRequest request) {
        Completion completion = real.complete(request);
        Path file = file(request);
        try {
          Files.createDirectories(directory);
          Files.writeString(file, completion.text());
        } catch (IOException e) {
          throw new UncheckedIOException("cannot write the recording " + file, e);
        }
        return completion;
      }
    };
  }
}

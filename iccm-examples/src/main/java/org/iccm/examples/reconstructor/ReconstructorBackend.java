package org.iccm.examples.reconstructor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.iccm.api.application.Digests;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.LlmException;
import org.iccm.api.llm.Capability;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.FinishReason;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.llm.ModelCard;
import org.iccm.api.llm.Sampling;
import org.iccm.api.llm.TokenUsage;
import org.iccm.training.t5.T5Model;
import org.iccm.training.tokenizer.TextTokenizer;

/**
 * A trained reconstructor behind the interface of language models. It knows the laboratory's
 * functions and nothing else; its id says that it was trained for them. Calls at the same time are
 * written together, as one batch.
 *
 * <p>It answers the pipeline's prompts in both scopes, in Python, with {@code SIGNATURES}
 * disclosed. What it is asked otherwise it answers with a sentence, which is unparseable to the
 * pipeline.
 *
 * @since 0.1.0
 */
public final class ReconstructorBackend implements LlmBackend {
  /** What the ids of all trained reconstructors begin with. */
  public static final String LABEL = "trained-reconstructor/";

  /** A task of more ids is cut. */
  static final int LONGEST_SOURCE = 640;

  /** The longest answer about one function, in ids. */
  static final int LONGEST_TARGET = 512;

  private static final Duration LONGEST_CALL = Duration.ofMinutes(10);

  private final ModelCard card;
  private final TextTokenizer tokenizer;
  private final T5Model model;
  private final ReconstructorFormat format;
  private final BatchedWriter writer;
  private boolean freed;

  /** Both are closed with it. */
  ReconstructorBackend(String name, TextTokenizer tokenizer, T5Model model, int batch) {
    this.tokenizer = tokenizer;
    this.model = model;
    this.format = new ReconstructorFormat(tokenizer, model.config());
    this.writer = new BatchedWriter("iccm-reconstructor-" + name, model, batch);
    this.card =
        ModelCard.builder(
                LABEL + name,
                Digests.of(ReconstructorFormat.VERSION, model.digest(), tokenizer.fingerprint()))
            .concurrency(batch)
            .capabilities(EnumSet.of(Capability.SEED))
            .local(true)
            .build();
  }

  /**
   * Loads a reconstructor.
   *
   * @param name its name, shown behind {@link #LABEL}
   * @param directory what {@link ReconstructorTraining} wrote
   * @param batch answers that are written at once, at least 1; the card asks for as many calls
   * @return the model; the caller closes it
   * @throws org.iccm.api.error.ConfigurationException if it is no model's directory
   */
  public static ReconstructorBackend load(String name, Path directory, int batch) {
    TextTokenizer tokenizer = TextTokenizer.load(directory);
    try {
      return new ReconstructorBackend(name, tokenizer, T5Model.load(directory), batch);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  @Override
  public ModelCard model() {
    return card;
  }

  @Override
  public Completion complete(CompletionRequest request) {
    writer.checkOpen();
    refuse(request.sampling().topP().isPresent(), Capability.TOP_P);
    refuse(!request.sampling().stop().isEmpty(), Capability.STOP);
    long start = System.nanoTime();
    List<Task> tasks = PromptReader.read(request);
    if (tasks.isEmpty()) {
      return Completion.builder(
              "I rebuild Python functions whose heads I am told.", card.id(), FinishReason.STOP)
          .usage(TokenUsage.of(1, 1))
          .build();
    }
    long asked = 0;
    List<BatchedWriter.Text> texts = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      Task task = tasks.get(i);
      if (Thread.currentThread().isInterrupted()) {
        texts.forEach(t -> t.future().cancel(false));
        throw new CancelledException(card.id() + ": the call was interrupted");
      }
      int[] source = withTokenizer(() -> format.source(task, LONGEST_SOURCE));
      asked += source.length;
      texts.add(
          writer.write(
              source,
              request.sampling().temperature().orElse(0),
              seed(request, i),
              Math.min(LONGEST_TARGET, longest(request))));
    }
    List<BatchedWriter.Answer> answers = upTo(longest(request), await(texts, request));
    long written = answers.stream().mapToLong(a -> a.tokens().length).sum();
    boolean ended =
        answers.size() == tasks.size() && answers.stream().allMatch(BatchedWriter.Answer::ended);
    String code =
        answers.stream()
            .map(a -> withTokenizer(() -> format.text(a.tokens())).strip())
            .collect(Collectors.joining("\n\n\n"));
    return Completion.builder(
            "```python\n" + code + (ended ? "\n```\n" : ""),
            card.id(),
            ended ? FinishReason.STOP : FinishReason.LENGTH)
        .rawFinishReason(ended ? "stop" : "length")
        .usage(TokenUsage.of(asked, written))
        .latency(Duration.ofNanos(System.nanoTime() - start))
        .build();
  }

  /** Functions are written beside each other; the limit is for all of them, in order. */
  private static List<BatchedWriter.Answer> upTo(int most, List<BatchedWriter.Answer> answers) {
    List<BatchedWriter.Answer> kept = new ArrayList<>();
    int left = most;
    for (BatchedWriter.Answer answer : answers) {
      if (left > 0) {
        kept.add(answer.upTo(left));
        left -= answer.tokens().length;
      }
    }
    return kept;
  }

  private List<BatchedWriter.Answer> await(
      List<BatchedWriter.Text> texts, CompletionRequest request) {
    long left = request.timeout().orElse(LONGEST_CALL).toNanos();
    long until = System.nanoTime() + left;
    List<BatchedWriter.Answer> answers = new ArrayList<>();
    try {
      for (BatchedWriter.Text text : texts) {
        answers.add(text.future().get(until - System.nanoTime(), TimeUnit.NANOSECONDS));
      }
      return answers;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(card.id() + ": the call was interrupted", e);
    } catch (CancellationException e) {
      throw new CancelledException(card.id() + " was closed during the call", e);
    } catch (TimeoutException e) {
      throw new LlmException(
          card.id(),
          OptionalInt.empty(),
          true,
          "no answer in " + Duration.ofNanos(left) + "; give it longer or a smaller batch");
    } catch (ExecutionException e) {
      throw new LlmException(
          card.id(), OptionalInt.empty(), false, "it failed to write: " + e.getCause());
    } finally {
      texts.forEach(t -> t.future().cancel(false));
    }
  }

  private void refuse(boolean wanted, Capability capability) {
    if (wanted) {
      throw new UnsupportedOperationException(
          "model " + card.id() + " has no " + capability + "; leave the option out");
    }
  }

  private static int longest(CompletionRequest request) {
    return request.sampling().maxTokens().orElse(Integer.MAX_VALUE);
  }

  /** A call's luck is its own, whatever it is written with. */
  private static long seed(CompletionRequest request, int place) {
    Sampling sampling = request.sampling();
    String digest =
        Digests.of(
            sampling.seed().isPresent() ? Long.toString(sampling.seed().getAsLong()) : "",
            Integer.toString(request.sampleIndex()),
            Integer.toString(place),
            request.messages().toString());
    return Long.parseUnsignedLong(digest.substring(0, 16), 16);
  }

  /** Its memory is not the JVM's: a close must not take it away in the middle of a call. */
  private <T> T withTokenizer(Supplier<T> work) {
    synchronized (tokenizer) {
      if (freed) {
        throw new CancelledException(card.id() + " was closed during the call");
      }
      return work.get();
    }
  }

  @Override
  public void close() {
    if (writer.close()) {
      model.close();
      synchronized (tokenizer) {
        freed = true;
        tokenizer.close();
      }
    }
  }
}

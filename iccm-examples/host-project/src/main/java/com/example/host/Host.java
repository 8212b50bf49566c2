package com.example.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.iccm.api.Iccm;
import org.iccm.api.application.TestGroup;
import org.iccm.api.llm.*;
import org.iccm.api.rollout.*;
import org.iccm.harness.dataset.ApplicationReader;

/** Measures a model of one's own: this one always gives the same answer. */
public class Host {
  record Fixed(String answer) implements LlmBackend {
    public ModelCard model() {
      return ModelCard.builder("fixed", "1").local(true).build();
    }

    public Completion complete(CompletionRequest request) {
      return Completion.builder(answer, "fixed", FinishReason.STOP).build();
    }
  }

  public static void main(String[] args) throws Exception {
    var model = new Fixed(Files.readString(Path.of(args[0], "answer.md")));
    var app = ApplicationReader.standard().read(Path.of(args[0]));
    try (Iccm iccm = Iccm.builder().llm("fixed", model).workDirectory(Path.of(args[1])).build();
        RolloutBatch batch =
            iccm.rollouts().submit(RolloutRequest.builder("host", List.of(app), List.of("none")).build())) {
      while (!batch.isDone()) {
        batch.next(Duration.ofMinutes(1)).ifPresent(r -> System.out.println("score " + r.score(TestGroup.REPORT)));
      }
    }
  }
}

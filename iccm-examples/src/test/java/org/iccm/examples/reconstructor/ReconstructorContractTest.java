package org.iccm.examples.reconstructor;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.llm.Message;
import org.iccm.api.llm.Sampling;
import org.iccm.testkit.contract.LlmBackendContract;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Size;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;
import org.junit.jupiter.api.DisplayName;

/** A reconstructor with weights that nobody trained keeps every promise of a model. */
@DisplayName("A trained reconstructor")
class ReconstructorContractTest extends LlmBackendContract {
  private static LlmBackend backend(T5Model model) {
    return new ReconstructorBackend(
        "contract", TextTokenizer.shipped(ShippedTokenizer.CODE_4K), model, 2);
  }

  private static T5Model model() {
    return T5Model.random(T5Size.TEST.config(), 1);
  }

  @Override
  protected LlmBackend newBackend() {
    return backend(model());
  }

  @Override
  protected LlmBackend newSlowBackend() {
    return backend(model());
  }

  @Override
  protected LlmBackend newFailingBackend() {
    T5Model model = model();
    LlmBackend backend = backend(model);
    model.close();
    return backend;
  }

  @Override
  protected CompletionRequest request() {
    return ask(1, 24);
  }

  /** Two functions at a time; minutes, since weights at random hardly ever come to an end. */
  @Override
  protected CompletionRequest longRequest() {
    return ask(150, 150 * ReconstructorBackend.LONGEST_TARGET);
  }

  private static CompletionRequest ask(int functions, int most) {
    String heads =
        IntStream.range(0, functions)
            .mapToObj(i -> "def f" + i + "(x: int) -> int: ...\n")
            .collect(Collectors.joining());
    return CompletionRequest.builder(
            List.of(
                Message.user(
                    "\nInterface. Keep these files, names and parameters exactly:\n\n"
                        + heads
                        + "\nRequirements:\n\n## m.py#f0\n- x is doubled\n"
                        + "\nImplement every function")))
        .sampling(Sampling.builder().temperature(0).maxTokens(most).build())
        .build();
  }
}

package org.iccm.core.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.SourceFile;
import org.iccm.api.context.Disclosure;
import org.iccm.api.llm.Role;
import org.iccm.core.tokens.Cl100kTokenCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReconstructionPromptTest {
  private final Cl100kTokenCounter tokens = new Cl100kTokenCounter();

  private static ApplicationView view(String... paths) {
    return ApplicationView.builder("tray", "Seed tray", "Draws {{context}} trays.", "python")
        .sources(
            Arrays.stream(paths)
                .map(p -> new SourceFile(p, "def secret_body():\n    return 42\n"))
                .toList())
        .build();
  }

  private ReconstructionPrompt prompt(ApplicationView view, Disclosure disclosure) {
    return ReconstructionPrompt.of(
        view, disclosure, Optional.of(new OneSignature()), "- THE CONTEXT $1 \\n", tokens);
  }

  private static String user(ReconstructionPrompt prompt) {
    return prompt.messages().get(1).content();
  }

  @Test
  void asksWithASystemAndAUserMessageThatHoldAllParts() {
    ReconstructionPrompt p = prompt(view("tray.py"), Disclosure.SIGNATURES);
    assertThat(p.messages()).extracting(m -> m.role()).containsExactly(Role.SYSTEM, Role.USER);
    assertThat(user(p))
        .contains(
            "Seed tray", "Draws {{context}} trays.", "- THE CONTEXT $1 \\n", "def sow(rows): ...")
        .doesNotContain("secret_body", "\n\n\n");
    assertThat(p.disclosed()).isEqualTo("# tray.py\ndef sow(rows): ...");
  }

  @Test
  void oneModuleNeedsOneBlockSeveralNeedTheirPaths() {
    assertThat(user(prompt(view("tray.py"), Disclosure.SIGNATURES)))
        .contains("one fenced python code block", "tray.py")
        .doesNotContain("# file:");
    assertThat(user(prompt(view("tray.py", "cli.py"), Disclosure.SIGNATURES)))
        .contains("2 fenced python code blocks", "cli.py, tray.py", "# file: <path>");
  }

  @Test
  void tellsNoMoreThanIsDisclosed() {
    assertThat(user(prompt(view("tray.py", "cli.py"), Disclosure.PATHS)))
        .contains("tray.py")
        .doesNotContain("def sow");
    assertThat(user(prompt(view("tray.py", "cli.py"), Disclosure.NONE)))
        .doesNotContain("tray.py", "cli.py", "def sow");
  }

  @Test
  void withoutLanguageSupportSignaturesAreThePaths() {
    ReconstructionPrompt p =
        ReconstructionPrompt.of(
            view("tray.py"), Disclosure.SIGNATURES, Optional.empty(), "x", tokens);
    assertThat(p.disclosed()).isEqualTo("tray.py");
  }

  @ParameterizedTest
  @EnumSource(Disclosure.class)
  void everyDisclosureGivesTheSameMessagesAgain(Disclosure disclosure) {
    assertThat(prompt(view("a.py"), disclosure).messages())
        .isEqualTo(prompt(view("a.py"), disclosure).messages());
    assertThat(user(prompt(view("a.py"), disclosure)).replace("Draws {{context}} trays.", ""))
        .doesNotContain("{{");
  }

  @Test
  void otherLanguagesHaveTheirOwnComment() {
    ApplicationView java =
        ApplicationView.builder("a", "A", "B.", "java")
            .sources(List.of(new SourceFile("A.java", "class A {}"), new SourceFile("B.java", "")))
            .build();
    assertThat(user(prompt(java, Disclosure.PATHS)))
        .contains("`// file: <path>`", "fenced java", "Java application");
  }

  @ParameterizedTest
  @CsvSource({"0, 200", "1, 202", "100, 360", "1000, 1800"})
  void theLongestAnswerFollowsFromTheSource(int source, int longest) {
    assertThat(ReconstructionPrompt.longestAnswer(source)).isEqualTo(longest);
  }

  @Test
  void theLongestAnswerNeverPassesTheModelsLimit() {
    ReconstructionPrompt p = prompt(view("tray.py"), Disclosure.SIGNATURES);
    assertThat(p.longestAnswer(OptionalInt.empty())).isEqualTo(p.longestAnswer());
    assertThat(p.longestAnswer(OptionalInt.of(100_000))).isEqualTo(p.longestAnswer());
    assertThat(p.longestAnswer(OptionalInt.of(300))).isBetween(1, p.longestAnswer() - 1);
    assertThat(p.longestAnswer(OptionalInt.of(10))).isEqualTo(1);
  }
}

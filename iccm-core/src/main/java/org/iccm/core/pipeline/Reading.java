package org.iccm.core.pipeline;

import java.util.List;
import java.util.Optional;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.FinishReason;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.core.parsing.ParsedReconstruction;
import org.iccm.core.parsing.ReconstructionParser;
import org.iccm.core.parsing.UnitAnswer;
import org.jspecify.annotations.Nullable;

/**
 * What was read of an answer.
 *
 * @param version names the rules it was read by
 * @param shown the answer's code
 * @param files what is run: the answer's files, or the original's with the rebuilt unit
 * @param notes what could not be used
 * @param cut whether the answer's end is missing
 * @param fault what the rollout has come to, if nothing can be run
 * @param detail why
 */
record Reading(
    String version,
    List<SourceFile> shown,
    List<SourceFile> files,
    List<String> notes,
    boolean cut,
    @Nullable RolloutOutcome fault,
    String detail) {

  static Reading of(Completion completion, Target target, Optional<LanguageSupport> language) {
    boolean cut = completion.finishReason() == FinishReason.LENGTH;
    List<SourceFile> sources = target.app().view().sources();
    Target.UnitTask task = target.task();
    if (task == null) {
      return whole(completion.text(), sources, cut);
    }
    SourceFile original =
        sources.stream().filter(f -> f.path().equals(task.id().path())).findFirst().orElseThrow();
    return unit(
        UnitAnswer.read(completion.text(), task.id(), original, language.orElseThrow()),
        original,
        sources,
        cut);
  }

  private static Reading whole(String text, List<SourceFile> sources, boolean cut) {
    ParsedReconstruction parsed =
        ReconstructionParser.parse(text, sources.stream().map(SourceFile::path).toList());
    return new Reading(
        ReconstructionParser.VERSION,
        parsed.files(),
        parsed.files(),
        parsed.notes(),
        cut || parsed.truncated(),
        !parsed.files().isEmpty()
            ? null
            : cut ? RolloutOutcome.TRUNCATED : RolloutOutcome.UNPARSEABLE,
        String.join("; ", parsed.notes()));
  }

  private static Reading unit(
      UnitAnswer answer, SourceFile original, List<SourceFile> sources, boolean limited) {
    boolean cut = limited || answer.truncated();
    List<SourceFile> shown =
        answer.text().isEmpty()
            ? List.of()
            : List.of(new SourceFile(original.path(), answer.text()));
    RolloutOutcome fault = null;
    if (answer.file().isEmpty()) {
      fault =
          shown.isEmpty()
              ? limited ? RolloutOutcome.TRUNCATED : RolloutOutcome.UNPARSEABLE
              : cut ? RolloutOutcome.TRUNCATED : RolloutOutcome.UNSPLICEABLE;
    }
    return new Reading(
        UnitAnswer.VERSION,
        shown,
        answer
            .file()
            .map(f -> sources.stream().map(s -> s.path().equals(f.path()) ? f : s).toList())
            .orElse(List.of()),
        answer.notes(),
        cut,
        fault,
        shown.isEmpty() ? String.join("; ", answer.notes()) : answer.refusal());
  }
}

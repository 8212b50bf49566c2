package org.iccm.core.prompt;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.llm.Message;
import org.iccm.api.plugin.TokenCounter;

/**
 * What a model is asked in order to rebuild one unit: the original around it, the unit's head, the
 * requirements that go with it, and the form of the answer. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class UnitPrompt {
  /** Names the templates. The messages themselves are part of a completion's key. */
  public static final String VERSION = "unit-v1";

  private final List<Message> messages;
  private final boolean wholeFile;
  private final AnswerRoom room;

  private UnitPrompt(List<Message> messages, boolean wholeFile, AnswerRoom room) {
    this.messages = messages;
    this.wholeFile = wholeFile;
    this.room = room;
  }

  /**
   * Builds the prompt.
   *
   * @param view the application
   * @param unit the unit to write, of its sources
   * @param frames what is shown of these sources
   * @param context the requirements as text; may be empty
   * @param tokens the gate's tokenizer
   * @return the prompt
   */
  public static UnitPrompt of(
      ApplicationView view, CodeUnit unit, UnitFrames frames, String context, TokenCounter tokens) {
    UnitFrames.Frame frame = frames.of(unit);
    Map<String, String> values = Template.values(view, context);
    values.put("kind", unit.kind().name().toLowerCase(Locale.ROOT));
    values.put("unit", unit.id().name());
    values.put("path", unit.id().path());
    values.put("signature", frame.signature());
    values.put("frame", frame.text());
    values.put(
        "around",
        frame.text().isEmpty()
            ? ""
            : Template.load(VERSION, frame.whole() ? "file" : "interface").fill(values));
    List<Message> messages = Template.messages(VERSION, values);
    return new UnitPrompt(
        messages, frame.whole(), AnswerRoom.of(messages, tokens.count(unit.text()), tokens));
  }

  /**
   * The messages, as sent.
   *
   * @return system and user
   */
  public List<Message> messages() {
    return messages;
  }

  /**
   * Whether the unit's whole file is shown around it, not signatures alone.
   *
   * @return true for a file that is short enough
   */
  public boolean showsWholeFile() {
    return wholeFile;
  }

  /**
   * The longest answer that the unit's size allows and that fits into a model's context beside the
   * prompt.
   *
   * @param contextTokens the model's context, prompt and answer together; empty if unknown
   * @return tokens, at least 1
   */
  public int longestAnswer(OptionalInt contextTokens) {
    return room.longest(contextTokens);
  }
}

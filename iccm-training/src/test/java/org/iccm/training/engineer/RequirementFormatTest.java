package org.iccm.training.engineer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.api.error.ConfigurationException;
import org.iccm.core.reading.Chunk;
import org.iccm.training.t5.T5Config;
import org.iccm.training.t5.T5Size;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RequirementFormatTest {
  private static final int END = 2;
  private static final TextTokenizer TOKENIZER = TextTokenizer.shipped(ShippedTokenizer.CODE_4K);
  private static final T5Config CONFIG = T5Size.TEST.config();
  private static final RequirementFormat FORMAT = RequirementFormat.of(TOKENIZER, CONFIG);
  private static final Set<UnitId> UNITS = Set.of(new UnitId("a.py", "f"));

  @AfterAll
  static void close() {
    TOKENIZER.close();
  }

  private static int id(String marker) {
    return TOKENIZER.idOf(marker).orElseThrow();
  }

  private static int[] ids(Object... parts) {
    IntStream.Builder all = IntStream.builder();
    for (Object part : parts) {
      if (part instanceof Integer id) {
        all.add(id);
      } else {
        Arrays.stream(TOKENIZER.encodePlain((String) part)).forEach(all::add);
      }
    }
    return all.build().toArray();
  }

  private static List<String> read(boolean ended, Object... parts) {
    return FORMAT.requirements(ids(parts), ended, UNITS).stream()
        .map(r -> r.kind().label() + ": " + r.text())
        .toList();
  }

  @Test
  @DisplayName("a chunk is its name, its code, what it uses, the end; cut at the back")
  void source() {
    Chunk chunk = new Chunk("f", UNITS, "def f():", "def f():\n  return A", "A = 1", true);
    int unit = id("<unit>");
    int source = id("<source>");
    int[] whole = ids(unit, "f", source, "def f():\n  return A", source, "A = 1", END);
    assertThat(FORMAT.source(chunk, 100)).containsExactly(whole);
    assertThat(FORMAT.source(chunk, whole.length)).containsExactly(whole);
    assertThat(FORMAT.fits(chunk, whole.length)).isTrue();
    int[] cut = FORMAT.source(chunk, whole.length - 2);
    assertThat(cut).hasSize(whole.length - 2).startsWith(unit).endsWith(END);
    assertThat(FORMAT.fits(chunk, whole.length - 1)).isFalse();
    Chunk bare = new Chunk("f".repeat(99), UNITS, "", "x", "", true);
    assertThat(FORMAT.source(bare, 8)).hasSize(8).endsWith(END).contains(source);
    assertThatThrownBy(() -> FORMAT.source(chunk, 7)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("a target has whole requirements only, as many as fit")
  void target() {
    List<Requirement> two =
        List.of(
            Requirement.builder(RequirementKind.FUNCTIONAL, "Adds.").build(),
            Requirement.builder(RequirementKind.CONSTRAINT, "No\n  imports.").build());
    int[] whole = ids(id("<functional>"), "Adds.", id("<constraint>"), "No imports.", END);
    assertThat(FORMAT.target(two, 100)).containsExactly(whole);
    assertThat(FORMAT.target(two, whole.length)).containsExactly(whole);
    assertThat(FORMAT.target(two, whole.length - 1))
        .containsExactly(ids(id("<functional>"), "Adds.", END));
    assertThat(FORMAT.target(List.of(), 1)).containsExactly(END);
  }

  @Test
  @DisplayName("sections become typed requirements of the chunk's units")
  void sections() {
    List<Requirement> read =
        FORMAT.requirements(
            ids(id("<non-functional>"), " Is fast. ", id("<constraint>"), "No loops.", END, "x"),
            true,
            UNITS);
    assertThat(read)
        .containsExactly(
            Requirement.builder(RequirementKind.NON_FUNCTIONAL, "Is fast.").units(UNITS).build(),
            Requirement.builder(RequirementKind.CONSTRAINT, "No loops.").units(UNITS).build());
  }

  @Test
  @DisplayName("malformed sections have a defined result")
  void malformed() {
    int f = id("<functional>");
    assertThat(read(true)).isEmpty();
    assertThat(read(true, END)).isEmpty();
    assertThat(read(true, f, f, END)).isEmpty();
    assertThat(read(true, "Adds two numbers.", END))
        .containsExactly("functional: Adds two numbers.");
    assertThat(read(true, "noise", f, "Adds.", END)).containsExactly("functional: Adds.");
    assertThat(read(true, f, "Adds.", id("<source>"), "def f()", f, "Returns.", END))
        .containsExactly("functional: Adds.", "functional: Returns.");
    assertThat(read(true, f, 0, "Ad", 0, 1, "ds.", 3, END)).containsExactly("functional: Adds.");
    assertThat(read(true, f, "Adds.", f, "Adds.", id("<constraint>"), "Adds.", END))
        .containsExactly("functional: Adds.");
    assertThat(read(true, f, "...", f, " \n", f, "``", END)).isEmpty();
    assertThat(read(true, f, "a", -1, 4096, 70_000, "b", END)).containsExactly("functional: ab");
  }

  @Test
  @DisplayName("an answer without an end loses its last requirement, but not its only one")
  void unended() {
    int f = id("<functional>");
    assertThat(read(false, f, "Adds.", f, "Retur")).containsExactly("functional: Adds.");
    assertThat(read(false, f, "Adds and th")).containsExactly("functional: Adds and th");
  }

  @Test
  @DisplayName("a phrase repeated to the end is kept once; a number's zeros are no phrase")
  void repetition() {
    int f = id("<functional>");
    String loop = "Adds the numbers" + " and the numbers".repeat(60);
    assertThat(read(false, f, loop)).hasSize(1).allMatch(t -> t.length() < 60);
    assertThat(read(true, f, loop)).hasSize(1).allMatch(t -> t.length() > 900);
    assertThat(read(false, f, "Limit 1000000")).containsExactly("functional: Limit 1000000");
    int[] same = new int[5_000];
    Arrays.fill(same, id("<functional>"));
    assertThat(FORMAT.requirements(same, false, UNITS)).isEmpty();
    Arrays.fill(same, TOKENIZER.encodePlain("a")[0]);
    assertThat(FORMAT.requirements(same, false, UNITS))
        .hasSize(1)
        .allMatch(r -> r.text().equals("a"));
  }

  @Test
  @DisplayName("control characters, half characters and endless texts are no danger")
  void hostile() {
    int f = id("<functional>");
    assertThat(read(true, f, "A\u0000\u001b[31mdd\u202es\n## x\u200b.", END))
        .containsExactly("functional: A[31mdds ## x.");
    int[] emoji = TOKENIZER.encodePlain("🙂");
    assertThat(emoji.length).isGreaterThan(1);
    assertThat(read(true, f, "Smile ", emoji[0], END)).containsExactly("functional: Smile");
    List<Object> parts = new ArrayList<>(Collections.nCopies(3, f));
    for (int i = 0; i < 3_000; i++) {
      parts.add("word" + i + " ");
    }
    assertThat(read(true, parts.toArray()).get(0).length()).isLessThan(1_300);
    parts.clear();
    for (int i = 0; i < 500; i++) {
      parts.add(f);
      parts.add("Requirement " + i);
    }
    assertThat(read(true, parts.toArray())).hasSize(48);
  }

  @Test
  @DisplayName("a tokenizer without markers, or of another model, is refused with the remedy")
  void refused() {
    T5Config small = CONFIG.toBuilder().vocabulary(4000).build();
    assertThatThrownBy(() -> RequirementFormat.of(TOKENIZER, small))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("has 4096 ids, the model's config.json has vocab_size 4000");
  }
}

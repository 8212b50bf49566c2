package reward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ferry.Tolls;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the reward is made of. */
class TollsRewardTest {
  @Test
  void markOfTheFirstLane() {
    assertEquals("W007", Tolls.deckMark(1, 7));
  }

  @Test
  void markOfAFarRow() {
    assertEquals("Z121*", Tolls.deckMark(4, 121));
  }

  @Test
  void noLaneZero() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> Tolls.deckMark(0, 3));
    assertEquals("no such lane", e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"30, 140", "46, 175", "57, 175", "58, 210"})
  void feeByLength(int length, int fee) {
    assertEquals(fee, Tolls.fee(length, false));
  }

  @Test
  void feeThereAndBack() {
    assertEquals(335, Tolls.fee(50, true));
  }

  @Test
  void noLength() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> Tolls.fee(0, true));
    assertEquals("no length", e.getMessage());
  }

  @Test
  void plateOfSeven() {
    assertEquals("KL####9", Tolls.maskPlate("kl 77zq9"));
  }

  @Test
  void shortPlate() {
    assertEquals("B12!", Tolls.maskPlate("b 12"));
  }

  @Test
  void noPlate() {
    assertEquals("UNMARKED", Tolls.maskPlate("  "));
  }

  @Test
  void crewOfThree() {
    assertEquals("Ann, Bo with Cyd", Tolls.crew("Ann/ Bo /Cyd"));
  }

  @Test
  void crewOfOne() {
    assertEquals("Ann alone", Tolls.crew("//Ann"));
  }

  @Test
  void loadsByLetter() {
    assertEquals(Map.of("C", 30, "D", 5), Tolls.loads(List.of("C10", "D5", "C20")));
  }

  @Test
  void loadThatCannotBeRead() {
    assertEquals(Map.of("?", 16), Tolls.loads(List.of("C1x", "horse")));
  }
}

package report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ferry.Tolls;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is reported. */
class TollsReportTest {
  @ParameterizedTest
  @CsvSource({"2, 45, X045", "3, 120, Y120", "4, 5, Z005"})
  void marks(int lane, int row, String mark) {
    assertEquals(mark, Tolls.deckMark(lane, row));
  }

  @Test
  void markOfALongRow() {
    assertEquals("X1004*", Tolls.deckMark(2, 1004));
  }

  @Test
  void noFifthLane() {
    assertThrows(IllegalArgumentException.class, () -> Tolls.deckMark(5, 1));
  }

  @ParameterizedTest
  @CsvSource({"45, 140", "70, 245", "1, 140"})
  void fees(int length, int fee) {
    assertEquals(fee, Tolls.fee(length, false));
  }

  @ParameterizedTest
  @CsvSource({"45, 265", "69, 405"})
  void feesThereAndBack(int length, int fee) {
    assertEquals(fee, Tolls.fee(length, true));
  }

  @Test
  void negativeLength() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> Tolls.fee(-4, false));
    assertEquals("no length", e.getMessage());
  }

  @Test
  void plateOfFive() {
    assertEquals("AB##E", Tolls.maskPlate("abcde"));
  }

  @Test
  void plateOfFour() {
    assertEquals("WXYZ!", Tolls.maskPlate("w x y z"));
  }

  @Test
  void crewOfTwo() {
    assertEquals("Dov with Eli", Tolls.crew("Dov/Eli"));
  }

  @Test
  void crewOfNone() {
    assertEquals("nobody", Tolls.crew(" / /"));
  }

  @Test
  void crewOfFour() {
    assertEquals("a, b, c with d", Tolls.crew("a/b/c/d/"));
  }

  @Test
  void noLoads() {
    assertEquals(Map.of(), Tolls.loads(List.of("", "K")));
  }

  @Test
  void loadsAreSorted() {
    assertEquals("{?=8, A=2, B=9}", Tolls.loads(List.of("B9", "x-", "A2")).toString());
  }
}

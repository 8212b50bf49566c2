package report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import kiln.Firing;
import kiln.KilnBook;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is reported. */
class KilnReportTest {
  private KilnBook book;

  @BeforeEach
  void empty() {
    book = new KilnBook(3);
  }

  @Test
  void readsSmallNumbers() {
    assertEquals(new Firing("jo", 1, 1), Firing.parse("JO 1x1"));
  }

  @ParameterizedTest
  @CsvSource({"jo", "jo 7x", "jo 123x4", "jo x 4", "a b 7x4"})
  void refuses(String line) {
    Exception e = assertThrows(IllegalArgumentException.class, () -> Firing.parse(line));
    assertEquals("cannot read: " + line, e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"7, 1, true", "6, 20, false", "1, 21, true"})
  void hot(int cone, int hours, boolean hot) {
    assertEquals(hot, new Firing("x", cone, hours).hot());
  }

  @ParameterizedTest
  @CsvSource({"1, 10, 600", "8, 10, 950", "1, 12, 650"})
  void costsOfTenAndMore(int cone, int hours, int cost) {
    assertEquals(cost, new Firing("x", cone, hours).cost());
  }

  @Test
  void cardOfSixLetters() {
    assertEquals("wend./8", new Firing("wendel", 4, 8).card());
  }

  @Test
  void tooSmall() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> new KilnBook(1));
    assertEquals("too small", e.getMessage());
  }

  @Test
  void meetInTheMiddle() {
    book.book(new Firing("a", 9, 2));
    book.book(new Firing("b", 1, 2));
    assertEquals(2, book.book(new Firing("c", 9, 2)));
  }

  @Test
  void aShelfIsFreeAgain() {
    book.book(new Firing("a", 1, 2));
    book.cancel("a");
    assertEquals(3, book.book(new Firing("b", 1, 2)));
  }

  @Test
  void nothingToCancel() {
    book.book(new Firing("a", 1, 2));
    assertEquals(0, book.cancel("A"));
    assertEquals(List.of("3) a/2"), book.plan());
  }

  @Test
  void fullIsCheaper() {
    for (int i = 0; i < 3; i++) {
      book.book(new Firing("a", 1, 3));
    }
    assertEquals(473, book.earnings());
  }

  @Test
  void equalHours() {
    book.book(new Firing("carla", 1, 4));
    book.book(new Firing("ed", 1, 4));
    book.book(new Firing("al", 1, 4));
    assertEquals("al", book.busiest());
  }

  @Test
  void shorterWins() {
    book.book(new Firing("anton", 1, 4));
    book.book(new Firing("zoe", 1, 4));
    assertEquals("zoe", book.busiest());
  }
}

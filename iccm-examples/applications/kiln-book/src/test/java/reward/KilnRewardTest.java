package reward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import kiln.Firing;
import kiln.KilnBook;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the reward is made of. */
class KilnRewardTest {
  private KilnBook book;

  @BeforeEach
  void empty() {
    book = new KilnBook(3);
  }

  @Test
  void readsALine() {
    assertEquals(new Firing("mara", 7, 12), Firing.parse("  Mara  7x12 "));
  }

  @Test
  void refusesALine() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> Firing.parse(" mara 7 12 "));
    assertEquals("cannot read: mara 7 12", e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"6, 20, 850", "7, 20, 1200", "2, 21, 1225", "3, 4, 240"})
  void costs(int cone, int hours, int cost) {
    assertEquals(cost, new Firing("x", cone, hours).cost());
  }

  @Test
  void cardOfALongName() {
    assertEquals("theo./9^", new Firing("theodora", 8, 9).card());
  }

  @Test
  void cardOfAShortName() {
    assertEquals("ilsie/3", new Firing("ilsie", 1, 3).card());
  }

  @Test
  void coldOnesAreOnTop() {
    assertEquals(3, book.book(new Firing("a", 2, 2)));
    assertEquals(2, book.book(new Firing("b", 2, 2)));
  }

  @Test
  void hotOnesAreBelow() {
    assertEquals(1, book.book(new Firing("a", 9, 2)));
    assertEquals(2, book.book(new Firing("b", 1, 30)));
  }

  @Test
  void fullIsFull() {
    for (int i = 0; i < 3; i++) {
      book.book(new Firing("a", 1, 1));
    }
    Exception e = assertThrows(IllegalStateException.class, () -> book.book(new Firing("bea", 9, 4)));
    assertEquals("no shelf for bea/4^", e.getMessage());
  }

  @Test
  void cancelsTheHighest() {
    book.book(new Firing("a", 9, 2));
    book.book(new Firing("a", 2, 2));
    assertEquals(3, book.cancel("a"));
    assertEquals(List.of("1) a/2^"), book.plan());
  }

  @Test
  void planFromTheTop() {
    book.book(new Firing("a", 9, 2));
    book.book(new Firing("b", 1, 5));
    assertEquals(List.of("3) b/5", "1) a/2^"), book.plan());
  }

  @Test
  void earns() {
    book.book(new Firing("a", 9, 2));
    book.book(new Firing("b", 1, 11));
    assertEquals(815, book.earnings());
  }

  @Test
  void busiestByHours() {
    book.book(new Firing("ann", 1, 4));
    book.book(new Firing("bo", 1, 5));
    book.book(new Firing("ann", 1, 3));
    assertEquals("ann", book.busiest());
  }

  @Test
  void coldKiln() {
    assertEquals("(cold)", book.busiest());
  }
}

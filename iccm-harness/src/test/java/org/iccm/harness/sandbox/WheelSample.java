package org.iccm.harness.sandbox;

/** An application that uses a package, and that package. */
final class WheelSample {
  static final String QUILL =
      """
      class Pen:
          def __init__(self, ink):
              self.ink = ink

          def __eq__(self, other):
              return isinstance(other, Pen) and self.ink == other.ink


      def mark(text):
          return "*" + text + "*"
      """;
  static final String SOURCE =
      """
      import quill


      def headline(text):
          return quill.mark(text.upper())


      def ink(pen):
          return pen.ink
      """;
  static final String TESTS =
      """
      import quill

      import letters


      def test_headline():
          assert letters.headline("a") == quill.mark("A")


      def test_ends():
          assert letters.headline("bc")[0] == "*"
      """;

  private WheelSample() {}
}

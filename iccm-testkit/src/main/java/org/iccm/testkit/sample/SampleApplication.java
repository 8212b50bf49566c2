package org.iccm.testkit.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.iccm.api.application.Application;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.Gold;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.TestSuite;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;

/**
 * A small Python application: three functions of a jam shelf, nine tests in two groups, gold
 * requirements. Real enough to run, small enough to script.
 *
 * @since 0.1.0
 */
public final class SampleApplication {
  /** Its id. */
  public static final String ID = "sample-shelf";

  /** Its only source file. */
  public static final String PATH = "shelf.py";

  /** Its source. */
  public static final String SOURCE =
      """
      \"""Labels and counts the jars of a jam shelf.\"""


      def label(fruit, year):
          \"""The text on a jar.\"""
          if not fruit:
              raise ValueError("a jar needs a fruit")
          return fruit[:4].upper() + "-" + str(year % 100)


      def room(jars, boards):
          \"""Free places on a shelf; a board holds seven jars, the lowest only five.\"""
          if boards < 1:
              return -1
          return boards * 7 - 2 - jars


      def oldest(labels):
          \"""The label with the lowest year, the first of several.\"""
          best = None
          for one in labels:
              year = int(one.split("-")[1])
              if best is None or year < best[0]:
                  best = (year, one)
          return None if best is None else best[1]
      """;

  /** A rebuilt source that gets {@code room} wrong and the rest right. */
  public static final String PARTLY_WRONG_SOURCE =
      SOURCE.replace("boards * 7 - 2 - jars", "boards * 7 - jars");

  /** A source that does not parse. */
  public static final String BROKEN_SOURCE = "def label(fruit, year:\n    return\n";

  private static final String REWARD_TESTS =
      """
      import pytest

      from shelf import label, oldest, room


      def test_label_is_cut():
          assert label("quince", 2019) == "QUIN-19"


      def test_label_needs_fruit():
          with pytest.raises(ValueError):
              label("", 2020)


      def test_room_of_two_boards():
          assert room(3, 2) == 9


      def test_room_without_board():
          assert room(1, 0) == -1


      def test_oldest_is_first_of_several():
          assert oldest(["PLUM-18", "PEAR-17", "FIGS-17"]) == "PEAR-17"
      """;

  private static final String REPORT_TESTS =
      """
      from shelf import label, oldest, room


      def test_label_keeps_short_names():
          assert label("fig", 1998) == "FIG-98"


      def test_room_may_be_negative():
          assert room(9, 1) == -4


      def test_oldest_of_one():
          assert oldest(["FIGS-21"]) == "FIGS-21"


      def test_oldest_of_none():
          assert oldest([]) is None
      """;

  private SampleApplication() {}

  /**
   * The application.
   *
   * @return with suite and gold
   */
  public static Application application() {
    return Application.builder(view(), suite()).gold(gold()).build();
  }

  /**
   * What engineers see.
   *
   * @return the view
   */
  public static ApplicationView view() {
    return ApplicationView.builder(
            ID, "Jam shelf", "Labels and counts the jars of a jam shelf.", "python")
        .sources(List.of(new SourceFile(PATH, SOURCE)))
        .metadata(Map.of("domain", "utilities"))
        .build();
  }

  /**
   * Its tests.
   *
   * @return five in the reward group, four in the report group
   */
  public static TestSuite suite() {
    return TestSuite.builder(
            ID,
            "python",
            List.of(
                new SourceFile("reward/test_shelf_reward.py", REWARD_TESTS),
                new SourceFile("report/test_shelf_report.py", REPORT_TESTS)))
        .build();
  }

  /**
   * The ids of its tests.
   *
   * @return sorted
   */
  public static List<TestId> testIds() {
    List<TestId> ids = new ArrayList<>();
    for (SourceFile file : suite().files()) {
      file.text()
          .lines()
          .filter(line -> line.startsWith("def test_"))
          .map(line -> line.substring(4, line.indexOf('(')))
          .forEach(name -> ids.add(new TestId(file.path() + "::" + name)));
    }
    return ids.stream().sorted().toList();
  }

  /**
   * An expert's requirements.
   *
   * @return one for each function
   */
  public static Gold gold() {
    return Gold.builder(
            List.of(
                requirement(
                    "label",
                    "Without a fruit raise ValueError. Else return the fruit's first four letters"
                        + " in capitals, a dash, and the year modulo 100."),
                requirement(
                    "room",
                    "Every board takes seven jars, the lowest one two fewer. Return how many jars"
                        + " still fit, below zero when there are too many; -1 if boards is below"
                        + " 1."),
                requirement(
                    "oldest",
                    "Labels end in a dash and a year. Return the label whose year is lowest, the"
                        + " earlier one on a tie, None for an empty list.")))
        .build();
  }

  private static Requirement requirement(String function, String text) {
    return Requirement.builder(RequirementKind.FUNCTIONAL, text)
        .units(Set.of(new UnitId(PATH, function)))
        .build();
  }

  /**
   * An answer as models give it: one fenced file.
   *
   * @param source the file's text
   * @return the answer
   */
  public static String answer(String source) {
    return "Here is the module.\n\n```python\n# " + PATH + "\n" + source + "```\n";
  }
}

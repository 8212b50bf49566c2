package org.iccm.examples.laboratory;

import java.util.Locale;
import java.util.Objects;
import org.iccm.api.application.TestGroup;
import org.iccm.api.application.TestId;

/**
 * One test: a call and what it comes to.
 *
 * @param function the function's number in the program
 * @param keeps whether the argument is looked at afterwards, too
 */
record LabTest(
    TestGroup group, int number, int function, LabInput input, Outcome expected, boolean keeps) {
  /** Whether a program that does this instead is noticed. */
  boolean notices(Outcome other) {
    boolean same =
        Objects.equals(expected.value(), other.value())
            && Objects.equals(expected.error(), other.error());
    return !same || (keeps && expected.touched() != other.touched());
  }

  TestId id(LabProgram program) {
    return new TestId(file(program, group) + "::" + name(program));
  }

  static String file(LabProgram program, TestGroup group) {
    String name = group == TestGroup.REWARD ? "reward" : "report";
    return name + "/test_" + program.module() + "_" + name + ".py";
  }

  private String name(LabProgram program) {
    return String.format(
        Locale.ROOT, "test_%s_%02d", program.functions().get(function).name(), number);
  }

  /** The test's function in Python. */
  String python(LabProgram program) {
    String name = program.functions().get(function).name();
    String head = "def " + name(program) + "() -> None:\n";
    if (expected.error() != null) {
      return head
          + "    with pytest.raises(ValueError) as error:\n        "
          + name
          + "("
          + input.python()
          + ")\n    assert error.value.args == ("
          + Literals.python(expected.error())
          + ",)\n";
    }
    String value = Literals.python(Objects.requireNonNull(expected.value()));
    if (!keeps) {
      return head + "    assert " + name + "(" + input.python() + ") == " + value + "\n";
    }
    String given = Literals.python(input.arguments().get(0));
    String rest = input.extra().isEmpty() ? "" : ", " + input.extra().getAsLong();
    return head
        + "    given = "
        + given
        + "\n    assert "
        + name
        + "(given"
        + rest
        + ") == "
        + value
        + "\n    assert given == "
        + given
        + "\n";
  }
}

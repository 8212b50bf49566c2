package org.iccm.harness.language;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.iccm.harness.mutation.MutationOperator;

/** Where a Python tree can be changed a little, and into what. */
final class PythonEdits {
  private static final Map<String, String> COMPARISONS =
      Map.of(
          "<", "<=", "<=", "<", ">", ">=", ">=", ">", "==", "!=", "!=", "==", "in", "not in",
          "not in", "in", "is", "is not", "is not", "is");
  private static final Map<String, String> ARITHMETIC =
      Map.ofEntries(
          Map.entry("+", "-"),
          Map.entry("-", "+"),
          Map.entry("*", "/"),
          Map.entry("/", "*"),
          Map.entry("//", "/"),
          Map.entry("%", "*"),
          Map.entry("**", "*"),
          Map.entry("<<", ">>"),
          Map.entry(">>", "<<"),
          Map.entry("&", "|"),
          Map.entry("|", "&"),
          Map.entry("^", "&"));

  /** Their negation is the comparison's own mutant. */
  private static final Set<String> OPPOSITES = Set.of("==", "!=", "in", "not in", "is", "is not");

  private static final Set<String> LEFT_ALONE =
      Set.of("decorator", "type", "format_specifier", "comment", "import_statement");
  private static final Set<String> TAKEN_OUT =
      Set.of("raise_statement", "break_statement", "continue_statement", "delete_statement");

  private final String source;
  private final List<Edit> edits = new ArrayList<>();

  /**
   * One change.
   *
   * @param operator its kind
   * @param start first character
   * @param end one after the last
   * @param text what stands there instead
   */
  record Edit(MutationOperator operator, int start, int end, String text) {}

  private PythonEdits(String source) {
    this.source = source;
  }

  static List<Edit> of(String source, SyntaxNode tree) {
    PythonEdits e = new PythonEdits(source);
    e.visit(tree);
    return e.edits;
  }

  private void visit(SyntaxNode node) {
    if (LEFT_ALONE.contains(node.type()) || isMain(node)) {
      return;
    }
    switch (node.type()) {
      case "comparison_operator" -> comparison(node);
      case "binary_operator", "augmented_assignment" -> arithmetic(node);
      case "boolean_operator", "not_operator", "true", "false" -> bool(node);
      case "integer", "float" -> constant(node);
      case "return_statement" -> returned(node);
      case "if_statement", "elif_clause", "while_statement", "conditional_expression" ->
          condition(node);
      default -> statement(node);
    }
    node.children().forEach(this::visit);
  }

  private void add(MutationOperator operator, SyntaxNode at, String text) {
    edits.add(new Edit(operator, at.start(), at.end(), text));
  }

  private boolean isMain(SyntaxNode node) {
    return node.is("if_statement")
        && node.child("condition").map(c -> c.text(source).startsWith("__name__")).orElse(false);
  }

  private void comparison(SyntaxNode node) {
    for (SyntaxNode token : node.children()) {
      String other = token.field().equals("operators") ? COMPARISONS.get(token.type()) : null;
      if (other != null) {
        add(MutationOperator.COMPARISON, token, other);
      }
    }
  }

  private void arithmetic(SyntaxNode node) {
    // texts cannot be subtracted: any test would notice
    boolean text =
        node.namedChildren().anyMatch(c -> c.is("string") || c.is("concatenated_string"));
    for (SyntaxNode token : node.children()) {
      if (!token.field().equals("operator") || text) {
        continue;
      }
      boolean assigns = node.is("augmented_assignment");
      String operator =
          assigns ? token.type().substring(0, token.type().length() - 1) : token.type();
      String other = ARITHMETIC.get(operator);
      if (other != null) {
        add(MutationOperator.ARITHMETIC, token, assigns ? other + "=" : other);
      }
    }
    if (node.is("augmented_assignment")) {
      add(MutationOperator.STATEMENT, node, "pass");
    }
  }

  private void bool(SyntaxNode node) {
    switch (node.type()) {
      case "true" -> add(MutationOperator.BOOLEAN, node, "False");
      case "false" -> add(MutationOperator.BOOLEAN, node, "True");
      case "not_operator" ->
          node.child("argument")
              .ifPresent(
                  a ->
                      edits.add(
                          new Edit(
                              MutationOperator.BOOLEAN,
                              node.start(),
                              node.end(),
                              "(" + a.text(source) + ")")));
      default ->
          node.child("operator")
              .ifPresent(
                  o -> add(MutationOperator.BOOLEAN, o, o.type().equals("and") ? "or" : "and"));
    }
  }

  private void constant(SyntaxNode node) {
    String text = node.text(source);
    if (node.is("integer") && text.matches("0|[1-9]\\d{0,18}")) {
      BigInteger value = new BigInteger(text);
      add(MutationOperator.CONSTANT, node, value.add(BigInteger.ONE).toString());
      if (value.signum() > 0) {
        add(MutationOperator.CONSTANT, node, value.subtract(BigInteger.ONE).toString());
      }
    } else if (node.is("float") && text.matches("\\d{1,12}\\.\\d{0,12}")) {
      add(MutationOperator.CONSTANT, node, "(" + text + " + 1)");
      add(MutationOperator.CONSTANT, node, "(" + text + " - 1)");
    }
  }

  private void returned(SyntaxNode node) {
    node.namedChildren()
        .filter(c -> !c.is("none") && !c.is("comment"))
        .findFirst()
        .ifPresent(c -> add(MutationOperator.RETURN_VALUE, c, "None"));
  }

  private void condition(SyntaxNode node) {
    SyntaxNode condition =
        node.is("conditional_expression")
            ? node.namedChildren().skip(1).findFirst().orElse(node)
            : node.child("condition").orElse(node);
    boolean negatedAnyway =
        condition.is("not_operator")
            || condition.is("true")
            || condition.is("false")
            || (condition.is("comparison_operator")
                && condition.children().size() == 3
                && OPPOSITES.contains(condition.children().get(1).type()));
    if (condition != node && !negatedAnyway) {
      add(MutationOperator.CONDITION, condition, "(not (" + condition.text(source) + "))");
    }
  }

  private void statement(SyntaxNode node) {
    if (TAKEN_OUT.contains(node.type()) && node.named()) {
      add(MutationOperator.STATEMENT, node, "pass");
    } else if (node.is("expression_statement") && node.children().size() == 1) {
      SyntaxNode inner = node.children().get(0);
      // a name that is never set would be noticed by any test
      boolean sets =
          inner.is("assignment")
              && inner.child("left").map(l -> l.is("attribute") || l.is("subscript")).orElse(false);
      if (inner.is("call") || inner.is("await") || sets) {
        add(MutationOperator.STATEMENT, node, "pass");
      }
    }
  }
}

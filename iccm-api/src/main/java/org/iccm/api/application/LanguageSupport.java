package org.iccm.api.application;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What ICCM needs to know of a programming language. Implementations are thread-safe.
 *
 * @since 0.1.0
 */
public interface LanguageSupport extends AutoCloseable {
  /**
   * The language's name, lower case.
   *
   * @return for example {@code python}
   */
  String language();

  /**
   * Whether a file is of this language.
   *
   * @param path a relative path
   * @return true if it is
   */
  boolean accepts(String path);

  /**
   * Functions, classes and methods of a file, in order of appearance. Classes are listed before
   * their methods. A file that does not parse gives what could be recognised.
   *
   * @param file the file
   * @return the units
   */
  List<CodeUnit> units(SourceFile file);

  /**
   * The interface of a whole application as text: module paths, names, parameters, without bodies,
   * docstrings, comments or values of constants.
   *
   * @param files the sources
   * @return text that may be shown to every model
   */
  String signatures(List<SourceFile> files);

  /**
   * Public functions, classes and methods, as {@code path#qualified-name}.
   *
   * @param files the files
   * @return the names
   */
  Set<UnitId> publicApi(List<SourceFile> files);

  /**
   * The file without comments and docstrings, as degradation level 2 wants it.
   *
   * @param file the file
   * @return the stripped file
   */
  SourceFile strip(SourceFile file);

  /**
   * Whether the file parses without an error.
   *
   * @param file the file
   * @return true if it does
   */
  boolean parses(SourceFile file);

  /**
   * Replaces one unit's text. The syntax tree differs in that unit only. Imports, functions,
   * classes and constants may come with a unit of the file's top level if no other code of the file
   * mentions their names; they are put beside it. Imports that the file has already are left out. A
   * member of a class comes alone, or inside its class, of which nothing else is taken.
   *
   * @param original the file
   * @param unit the unit, in {@code original}
   * @param replacement new source of that unit, unindented
   * @return the file with this unit replaced
   * @throws IllegalArgumentException if the unit is not there, the replacement does not parse, does
   *     not define it exactly once, or would change more than it; it says why
   */
  SourceFile splice(SourceFile original, UnitId unit, String replacement);

  /**
   * Hashes of the syntax subtrees of a text, with identifiers and layout abstracted, for the
   * leakage gate. Subtrees with fewer than {@code minimumNodes} named nodes are left out.
   *
   * @param text any text that may hold code
   * @param minimumNodes at least 1
   * @return the hashes
   */
  Set<Long> fingerprints(String text, int minimumNodes);

  /**
   * Applications with the interface of this one that know nothing: each function's body is
   * replaced. A test that one of them passes tells nothing about a candidate.
   *
   * @param files the sources
   * @return such applications, by what their functions do, "returns nothing" for example; empty if
   *     this language has none, the default
   */
  default Map<String, List<SourceFile>> stubs(List<SourceFile> files) {
    return Map.of();
  }

  @Override
  default void close() {}
}

package org.iccm.harness.mutation;

import java.util.List;
import org.iccm.api.application.SourceFile;

/**
 * Finds small changes of a language's files. Implementations are thread-safe.
 *
 * @since 0.1.0
 */
public interface MutantSource {
  /**
   * All changes of a file, each of which parses.
   *
   * @param file a file of the language; another one, or one that does not parse, gives none
   * @return the changes, in order of place; always the same for the same file
   */
  List<Mutant> mutants(SourceFile file);
}

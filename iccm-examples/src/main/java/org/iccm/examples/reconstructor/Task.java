package org.iccm.examples.reconstructor;

import java.util.List;

/**
 * What a reconstructor is asked: one function.
 *
 * @param signature its head without the colon
 * @param others the heads of the application's other functions
 * @param requirements what is told of it, line by line
 */
record Task(String signature, List<String> others, List<String> requirements) {
  /** Keeps the lists. */
  Task {
    others = List.copyOf(others);
    requirements = List.copyOf(requirements);
  }
}

/**
 * Compiles a candidate, runs JUnit 5 suites against it and reports, inside the sandbox. These
 * classes are copied there and run by the sandbox's own Java: they use the JDK and JUnit alone, and
 * keep no static state, through which a candidate could reach them.
 *
 * <p>Stability: internal.
 */
@NullMarked
package org.iccm.harness.junit;

import org.jspecify.annotations.NullMarked;

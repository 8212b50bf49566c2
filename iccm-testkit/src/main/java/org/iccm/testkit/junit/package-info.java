/**
 * A JUnit 5 extension that hands a test a wired ICCM.
 *
 * <p>Stability: stable.
 */
@NullMarked
package org.iccm.testkit.junit;

import org.jspecify.annotations.NullMarked;

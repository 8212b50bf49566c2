/**
 * A small application with tests and gold requirements, for tests.
 *
 * <p>Stability: stable.
 */
@NullMarked
package org.iccm.testkit.sample;

import org.jspecify.annotations.NullMarked;

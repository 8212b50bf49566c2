/**
 * What every implementation of an ICCM interface has to do, as JUnit 5 classes to extend.
 *
 * <p>Stability: stable.
 */
@NullMarked
package org.iccm.testkit.contract;

import org.jspecify.annotations.NullMarked;

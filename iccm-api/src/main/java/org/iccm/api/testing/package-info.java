/**
 * Running an application's tests on what a model built, confined.
 *
 * <p>Stability: stable.
 */
@NullMarked
package org.iccm.api.testing;

import org.jspecify.annotations.NullMarked;

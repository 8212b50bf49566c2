/**
 * Contract tests, doubles and fixtures for those who implement or use ICCM's interfaces.
 *
 * <p>Stability: stable.
 */
@NullMarked
package org.iccm.testkit;

import org.jspecify.annotations.NullMarked;

/**
 * Applications: sources, test suites, gold requirements, code units, and what a language offers.
 *
 * <p>Stability: stable.
 */
@NullMarked
package org.iccm.api.application;

import org.jspecify.annotations.NullMarked;

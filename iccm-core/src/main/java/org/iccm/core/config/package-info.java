/**
 * Reading {@code iccm.yaml} and checking settings: all faults at once, with key and line.
 *
 * <p>Stability: internal.
 */
@NullMarked
package org.iccm.core.config;

import org.jspecify.annotations.NullMarked;

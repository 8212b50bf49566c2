/**
 * The main job as a program: compare context engineers over applications with real models.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.examples.quickstart;

import org.jspecify.annotations.NullMarked;

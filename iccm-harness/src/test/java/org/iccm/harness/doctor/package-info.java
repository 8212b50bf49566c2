/** The doctor: recorded hosts, and this one. */
@NullMarked
package org.iccm.harness.doctor;

import org.jspecify.annotations.NullMarked;

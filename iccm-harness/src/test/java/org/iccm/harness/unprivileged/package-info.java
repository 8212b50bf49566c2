/** The bubblewrap tests once more, as an ordinary user. */
@NullMarked
package org.iccm.harness.unprivileged;

import org.jspecify.annotations.NullMarked;

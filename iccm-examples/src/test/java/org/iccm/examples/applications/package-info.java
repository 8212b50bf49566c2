/** Tests of the bundled applications. */
@NullMarked
package org.iccm.examples.applications;

import org.jspecify.annotations.NullMarked;

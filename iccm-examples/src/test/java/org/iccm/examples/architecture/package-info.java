/** Tests of the whole project. */
@NullMarked
package org.iccm.examples.architecture;

import org.jspecify.annotations.NullMarked;

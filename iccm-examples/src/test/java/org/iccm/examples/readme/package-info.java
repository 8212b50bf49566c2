/** Tests of the whole project. */
@NullMarked
package org.iccm.examples.readme;

import org.jspecify.annotations.NullMarked;

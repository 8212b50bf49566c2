@NullMarked
package org.iccm.examples.reconstructor;

import org.jspecify.annotations.NullMarked;

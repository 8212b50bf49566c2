/** Tests of plugin lookup, with jars made on the fly. */
@NullMarked
package org.iccm.core.plugin;

import org.jspecify.annotations.NullMarked;

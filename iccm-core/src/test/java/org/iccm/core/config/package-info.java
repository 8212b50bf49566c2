/** Tests of the configuration's parts. */
@NullMarked
package org.iccm.core.config;

import org.jspecify.annotations.NullMarked;

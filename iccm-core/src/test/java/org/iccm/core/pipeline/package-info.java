/** Tests of the pipeline, on scripted models and runners and a real store. */
@NullMarked
package org.iccm.core.pipeline;

import org.jspecify.annotations.NullMarked;

/**
 * The trained orchestra: T5s of this library that rebuild the laboratory's functions from
 * requirements. Cheap enough for seeds and ablations; what is found with them says how the
 * optimizer does, and nothing about language models.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.examples.reconstructor;

import org.jspecify.annotations.NullMarked;

@NullMarked
package org.iccm.embeddings.minilm;

import org.jspecify.annotations.NullMarked;

@NullMarked
package org.iccm.training.tokenizer;

import org.jspecify.annotations.NullMarked;

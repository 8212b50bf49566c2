@NullMarked
package org.iccm.training.retrieval;

import org.jspecify.annotations.NullMarked;

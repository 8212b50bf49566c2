@NullMarked
package org.iccm.training.vocabulary;

import org.jspecify.annotations.NullMarked;

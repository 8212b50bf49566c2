@NullMarked
package org.iccm.training.lora;

import org.jspecify.annotations.NullMarked;

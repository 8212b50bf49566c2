@NullMarked
package org.iccm.validation.rag;

import org.jspecify.annotations.NullMarked;

package org.iccm.training.supervised;

import org.iccm.training.stream.SupervisedExample;

/** An example as token ids, both ended. The arrays are not changed. */
record EncodedExample(SupervisedExample example, int[] source, int[] target) {
  int tokens() {
    return source.length + target.length;
  }
}

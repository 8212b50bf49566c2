package org.iccm.examples.reconstructor;

import org.iccm.examples.laboratory.Wording;

/**
 * What a reconstructor learns from.
 *
 * @param task what it is asked
 * @param code what it is to write
 * @param wording the wording of what is told
 * @param complete whether all facts are told
 */
record ReconstructionPair(Task task, String code, Wording wording, boolean complete) {}

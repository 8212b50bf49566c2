package org.iccm.training.checkpoint;

import java.nio.file.Path;

/**
 * A checkpoint whose files were found whole.
 *
 * @param step the step it was written at
 * @param directory holds what was written
 * @since 0.1.0
 */
public record Checkpoint(long step, Path directory) {}

package org.iccm.training.t5;

/**
 * What a training step did.
 *
 * @param step the step taken, from 0
 * @param loss mean loss per target token before the step, in nats
 * @param gradientNorm length of the gradient over all tensors, before clipping
 * @param learningRate the rate used
 * @param targetTokens target tokens learned from
 * @since 0.1.0
 */
public record StepResult(
    int step, double loss, double gradientNorm, double learningRate, long targetTokens) {}

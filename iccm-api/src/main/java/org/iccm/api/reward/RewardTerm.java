package org.iccm.api.reward;

import java.util.OptionalDouble;

/**
 * One term of a reward.
 *
 * @param name its name
 * @param value its raw value; empty if unscorable, which is not zero
 * @param weight its weight in the sum
 * @since 0.1.0
 */
public record RewardTerm(String name, OptionalDouble value, double weight) {}

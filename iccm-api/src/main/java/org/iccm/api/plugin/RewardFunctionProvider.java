package org.iccm.api.plugin;

import org.iccm.api.reward.RewardFunction;

/**
 * Provider of {@link RewardFunction}.
 *
 * @since 0.1.0
 */
public interface RewardFunctionProvider extends Provider<RewardFunction> {}

package org.iccm.core.reward;

import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.RewardFunctionProvider;
import org.iccm.api.plugin.Settings;
import org.iccm.api.reward.RewardFunction;

/** Makes {@code mean}: the mean pass rate alone. */
public final class MeanRewardProvider implements RewardFunctionProvider {
  /** Used by ServiceLoader. */
  public MeanRewardProvider() {}

  @Override
  public String name() {
    return "mean";
  }

  @Override
  public RewardFunction create(Settings settings, ProviderContext context) {
    return new FourTermReward(1, 0, 0, 0, 0);
  }
}

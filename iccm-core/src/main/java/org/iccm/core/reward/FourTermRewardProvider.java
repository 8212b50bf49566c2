package org.iccm.core.reward;

import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.RewardFunctionProvider;
import org.iccm.api.plugin.Settings;
import org.iccm.api.reward.RewardFunction;

/** Makes {@code four-term}: 1.0 mean - 0.3 variance + 0.2 API agreement + 0.1 minimum. */
public final class FourTermRewardProvider implements RewardFunctionProvider {
  /** Used by ServiceLoader. */
  public FourTermRewardProvider() {}

  @Override
  public String name() {
    return "four-term";
  }

  @Override
  public Options options() {
    return Options.of(
        weight("mean", 1.0, "weight of the mean pass rate"),
        weight("variance", 0.3, "weight of the variance over models, subtracted"),
        weight("api", 0.2, "weight of the agreement on undisclosed public symbols"),
        weight("minimum", 0.1, "weight of the worst model's pass rate"),
        Option.decimal("varianceFrom")
            .defaultsTo(0.2)
            .between(0, 1)
            .doc("mean pass rate below which variance does not count"));
  }

  private static Option.Builder weight(String name, double value, String doc) {
    return Option.decimal(name).defaultsTo(value).between(0, 100).doc(doc);
  }

  @Override
  public RewardFunction create(Settings settings, ProviderContext context) {
    return new FourTermReward(
        settings.decimal("mean"),
        settings.decimal("variance"),
        settings.decimal("api"),
        settings.decimal("minimum"),
        settings.decimal("varianceFrom"));
  }
}

package org.iccm.testkit.contract;

import org.iccm.api.reward.RewardFunction;

class ShareOfTestsContractTest extends RewardFunctionContract {
  @Override
  protected RewardFunction newReward() {
    return new ShareOfTests();
  }
}

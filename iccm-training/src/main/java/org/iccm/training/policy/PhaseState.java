package org.iccm.training.policy;

import java.util.List;
import java.util.Map;
import org.iccm.training.alarm.CollapseAlarms;
import org.iccm.training.alarm.EarlyStop;
import org.iccm.training.reward.RewardComposer;

/**
 * All that a phase's next update depends on, apart from what learns and its moments.
 *
 * @param updates updates made
 * @param batches batches drawn; with the seed, what the next one draws
 * @param beta the KL's coefficient
 * @param rateFactor what learning rates are multiplied by
 * @param scales running scales of the reward's terms
 * @param usefulness what prompts taught
 * @param alarms what the alarms have seen
 * @param earlyStop what the early stop has seen
 * @param pending batches drawn and not learned from, oldest first
 */
record PhaseState(
    int updates,
    int batches,
    double beta,
    double rateFactor,
    RewardComposer.State scales,
    Map<String, Double> usefulness,
    CollapseAlarms.State alarms,
    EarlyStop.State earlyStop,
    List<List<SampledGroup>> pending) {}

package org.iccm.training.policy;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a policy-gradient step did.
 *
 * @param version steps that the weights had taken before it
 * @param moved whether a step was taken: not if nothing taught anything
 * @param loss policy loss; with ratios of 1 its value means little, its gradient is what counts
 * @param supervisedLoss mean cross-entropy per supervised target token in nats, before its
 *     coefficient; 0 without any
 * @param gradientNorm length of the gradient before clipping
 * @param learningRate the rate used
 * @param beta the KL's coefficient used
 * @param staleness steps that the weights had taken since the oldest sample was drawn
 * @param rewards rewards
 * @param ratios ratios, of the texts that taught
 * @param texts texts
 * @since 0.1.0
 */
public record PolicyStep(
    int version,
    boolean moved,
    double loss,
    double supervisedLoss,
    double gradientNorm,
    double learningRate,
    double beta,
    int staleness,
    RewardFigures rewards,
    RatioFigures ratios,
    TextFigures texts) {
  /**
   * All figures by short names, for logs and plots.
   *
   * @return names and values in a fixed order
   */
  public Map<String, Double> values() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("reward", rewards.mean());
    values.put("reward/deviation", rewards.deviation());
    values.put("reward/zero-variance", rewards.zeroVariance());
    values.put("reward/unscored", rewards.unscored());
    values.put("policy/entropy", texts.entropy());
    values.put("policy/kl", texts.kl());
    values.put("policy/k3", texts.k3());
    values.put("policy/beta", beta);
    values.put("policy/loss", loss);
    values.put("policy/ratio-max", ratios.most());
    values.put("policy/effective", ratios.effective());
    values.put("policy/cut-below", ratios.cutBelow());
    values.put("policy/cut-above", ratios.cutAbove());
    values.put("policy/staleness", (double) staleness);
    values.put("text/length", texts.length());
    values.put("text/unended", texts.unended());
    values.put("text/duplicates", texts.duplicates());
    values.put("step/gradient-norm", gradientNorm);
    values.put("step/learning-rate", learningRate);
    values.put("step/supervised-loss", supervisedLoss);
    return values;
  }
}

package org.iccm.training.loop;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.iccm.api.application.Digests;
import org.iccm.training.policy.SampledGroup;
import org.iccm.training.reward.Judgement;

/**
 * A control: what another judge says, dealt anew among the scored and rejected samples of each
 * group. The rewards' distribution, groups, calls and costs stay as they are; what was rewarded for
 * what does not. A policy that still gains does not gain from its rewards.
 *
 * <p>Which sample gets which follows from seed, label and place. Credits of tokens are left out:
 * they are of other texts.
 *
 * @param judge makes the rewards
 * @param seed another one deals otherwise
 * @since 0.1.0
 */
public record PermutedRewards(Judge judge, long seed) implements Judge {
  @Override
  public String describe() {
    return "control: permuted within groups by " + seed + ", of " + judge.describe();
  }

  @Override
  public Judging judge(String label, List<SampledGroup> groups) {
    return new MappedJudging(
        judge.judge(label, groups), (g, group) -> deal(group, label + "/" + g));
  }

  private List<Judgement> deal(List<Judgement> group, String place) {
    List<Judgement> cards = new ArrayList<>();
    for (Judgement j : group) {
      if (!j.isUnscorable()) {
        cards.add(j.isRejected() ? j : Judgement.scored(j.terms()));
      }
    }
    String digest = Digests.of("permuted", Long.toString(seed), place);
    Collections.shuffle(cards, new Random(Long.parseUnsignedLong(digest.substring(0, 16), 16)));
    List<Judgement> dealt = new ArrayList<>();
    int next = 0;
    for (Judgement j : group) {
      dealt.add(j.isUnscorable() ? j : cards.get(next++));
    }
    return dealt;
  }
}

package org.iccm.core.reward;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.iccm.api.application.UnitId;
import org.iccm.api.reward.RewardInput;
import org.iccm.api.rollout.Rollout;

/**
 * Mean pairwise Jaccard similarity of the public symbols that the models chose themselves. What was
 * disclosed to all cannot differ, and says nothing: without any undisclosed symbol the term is
 * unscorable.
 */
final class ApiAgreement {
  private ApiAgreement() {}

  static OptionalDouble of(RewardInput input) {
    List<Set<UnitId>> apis = new ArrayList<>();
    for (Rollout r : input.rollouts()) {
      if (r.outcome().scored() && r.undisclosedApi().isPresent()) {
        apis.add(r.undisclosedApi().get());
      }
    }
    if (apis.size() < 2 || apis.stream().allMatch(Set::isEmpty)) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    int pairs = 0;
    for (int i = 0; i < apis.size(); i++) {
      for (int j = i + 1; j < apis.size(); j++) {
        sum += jaccard(apis.get(i), apis.get(j));
        pairs++;
      }
    }
    return OptionalDouble.of(sum / pairs);
  }

  private static double jaccard(Set<UnitId> a, Set<UnitId> b) {
    Set<UnitId> union = new HashSet<>(a);
    union.addAll(b);
    Set<UnitId> common = new HashSet<>(a);
    common.retainAll(b);
    return union.isEmpty() ? 1 : (double) common.size() / union.size();
  }
}

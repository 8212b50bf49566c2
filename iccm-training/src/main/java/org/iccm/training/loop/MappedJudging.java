package org.iccm.training.loop;

import java.util.ArrayList;
import java.util.List;
import org.iccm.training.reward.Judgement;

/** Another's judgements, changed group by group when they are there. */
record MappedJudging(Judging judging, Change change) implements Judging {
  /** What becomes of a group's judgements. */
  interface Change {
    List<Judgement> of(int group, List<Judgement> judgements);
  }

  @Override
  public Judged await() {
    Judged judged = judging.await();
    List<List<Judgement>> changed = new ArrayList<>();
    for (List<Judgement> group : judged.judgements()) {
      changed.add(change.of(changed.size(), group));
    }
    return new Judged(changed, judged.cost(), judged.counts());
  }

  @Override
  public void close() {
    judging.close();
  }
}

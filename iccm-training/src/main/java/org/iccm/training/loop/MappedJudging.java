package org.iccm.training.loop;

import java.util.List;
import java.util.function.UnaryOperator;
import org.iccm.training.reward.Judgement;

/** Another's judgements, changed when they are there. */
record MappedJudging(Judging judging, UnaryOperator<List<List<Judgement>>> change)
    implements Judging {
  @Override
  public Judged await() {
    Judged judged = judging.await();
    return new Judged(change.apply(judged.judgements()), judged.cost(), judged.counts());
  }

  @Override
  public void close() {
    judging.close();
  }
}

package org.iccm.training.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a loop knows beside its phase.
 *
 * @param steps updates tried, those that a halt undid among them: numbers checkpoints, so that the
 *     newest is the latest
 * @param validatedAt the update before which the last validation was, -1 before the first
 * @param haltsSinceGood halts since the last good state was saved
 * @param halts why it was halted, in order
 * @param modelCalls model calls of what was learned from
 * @param tokens their prompt and completion tokens
 * @param testRuns their test runs
 * @param wallClock time of all invocations together
 */
record LoopState(
    int steps,
    int validatedAt,
    int haltsSinceGood,
    List<String> halts,
    long modelCalls,
    long tokens,
    long testRuns,
    Duration wallClock) {
  static final LoopState START = new LoopState(0, -1, 0, List.of(), 0, 0, 0, Duration.ZERO);

  LoopState {
    halts = List.copyOf(halts);
  }

  LoopState learned(Judged judged) {
    return new LoopState(
        steps + 1,
        validatedAt,
        haltsSinceGood,
        halts,
        modelCalls + judged.cost().modelCalls(),
        tokens + judged.cost().promptTokens() + judged.cost().completionTokens(),
        testRuns + judged.cost().testRuns(),
        wallClock);
  }

  LoopState validated(int update, boolean good) {
    return new LoopState(
        steps, update, good ? 0 : haltsSinceGood, halts, modelCalls, tokens, testRuns, wallClock);
  }

  LoopState halted(String why, int restored) {
    List<String> all = new ArrayList<>(halts);
    all.add(why);
    return new LoopState(
        steps, restored, haltsSinceGood + 1, all, modelCalls, tokens, testRuns, wallClock);
  }

  LoopState at(Duration time) {
    return new LoopState(
        steps, validatedAt, haltsSinceGood, halts, modelCalls, tokens, testRuns, time);
  }
}

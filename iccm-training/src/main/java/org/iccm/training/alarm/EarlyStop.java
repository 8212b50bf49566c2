package org.iccm.training.alarm;

import java.util.Locale;
import java.util.Optional;

/**
 * Ends training when a validation series has not become better for some time. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class EarlyStop {
  private final int patience;
  private final double least;
  private double best = Double.NaN;
  private int bestUpdate = -1;
  private int waited;

  /**
   * What it has seen.
   *
   * @param best the best value, NaN before the first
   * @param bestUpdate when it was, -1 before the first
   * @param waited validations since then
   */
  public record State(double best, int bestUpdate, int waited) {}

  /**
   * An early stop that has seen nothing.
   *
   * @param patience validations in a row without improvement that end training, at least 1
   * @param least by how much a value has to be better to count, 0 or more
   * @throws IllegalArgumentException if a value is out of its range
   */
  public EarlyStop(int patience, double least) {
    if (patience < 1 || !(least >= 0)) {
      throw new IllegalArgumentException(
          "patience must be at least 1 and least 0 or more, are " + patience + ", " + least);
    }
    this.patience = patience;
    this.least = least;
  }

  /**
   * Takes a validation in.
   *
   * @param update the number of updates made before it
   * @param value the larger the better; NaN counts as no improvement
   * @return whether it is the best so far: worth a checkpoint of its own
   */
  public boolean validated(int update, double value) {
    if (value > best + least || (Double.isNaN(best) && !Double.isNaN(value))) {
      best = value;
      bestUpdate = update;
      waited = 0;
      return true;
    }
    waited++;
    return false;
  }

  /** Returns why training should end, empty if it should go on. */
  public Optional<String> reason() {
    return waited < patience
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%d validations in a row were not better by %.4f than %.4f, that of update %d",
                waited,
                least,
                best,
                bestUpdate));
  }

  /** Returns the update of the best validation, -1 before the first. */
  public int bestUpdate() {
    return bestUpdate;
  }

  /** Returns patience and least improvement in words, the same for equal settings. */
  @Override
  public String toString() {
    return "EarlyStop[patience=" + patience + ", least=" + least + "]";
  }

  /** Returns what it has seen. */
  public State state() {
    return new State(best, bestUpdate, waited);
  }

  /**
   * Goes on from what another one had seen.
   *
   * @param state what it returned
   */
  public void restore(State state) {
    best = state.best;
    bestUpdate = state.bestUpdate;
    waited = state.waited;
  }
}

package org.iccm.testkit.doubles;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that stands still until a test moves it. Clocks of other zones made from it show the same
 * moment. Thread-safe.
 *
 * @since 0.1.0
 */
public final class SettableClock extends Clock {
  /** Where {@link #SettableClock()} begins. */
  public static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final Moment moment;
  private final ZoneId zone;

  /** A clock at {@link #START}, in UTC. */
  public SettableClock() {
    this(START);
  }

  /**
   * A clock in UTC.
   *
   * @param now where it begins
   */
  public SettableClock(Instant now) {
    this(new Moment(now), ZoneOffset.UTC);
  }

  private SettableClock(Moment moment, ZoneId zone) {
    this.moment = moment;
    this.zone = zone;
  }

  /**
   * Moves it.
   *
   * @param by how far; negative moves back
   */
  public void advance(Duration by) {
    synchronized (moment) {
      moment.now = moment.now.plus(by);
    }
  }

  /**
   * Sets it.
   *
   * @param instant the moment
   */
  public void set(Instant instant) {
    synchronized (moment) {
      moment.now = instant;
    }
  }

  @Override
  public Instant instant() {
    synchronized (moment) {
      return moment.now;
    }
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new SettableClock(moment, other);
  }

  private static final class Moment {
    private Instant now;

    private Moment(Instant now) {
      this.now = now;
    }
  }
}

package org.iccm.training.alarm;

/**
 * An alarm.
 *
 * @param kind what it is about
 * @param halts whether training must not go on: restore the last good state, halve the rate
 * @param reason figures and limit, in words
 * @since 0.1.0
 */
public record Alarm(AlarmKind kind, boolean halts, String reason) {}

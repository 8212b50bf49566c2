package org.iccm.api.testing;

import java.time.Duration;
import org.iccm.api.application.TestId;

/**
 * Result of one test.
 *
 * @param id the test
 * @param status what became of it
 * @param duration its time
 * @param message failure text, bounded, hostile input; empty if there is none
 * @since 0.1.0
 */
public record TestResult(TestId id, TestStatus status, Duration duration, String message) {}

package org.iccm.api.context;

/**
 * One thing that the gate has against a context.
 *
 * @param rule the rule's name, for example {@code budget}, {@code token-overlap}, {@code
 *     syntax-overlap}, {@code test-pair}, {@code empty}
 * @param measured what was measured, in the rule's unit
 * @param limit what is allowed
 * @param message what is wrong and what to do, without quoting tests
 * @since 0.1.0
 */
public record GateFinding(String rule, double measured, double limit, String message) {}

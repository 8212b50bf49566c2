package org.iccm.api.store;

import org.iccm.api.rollout.Spending;

/**
 * What is set aside for a call in flight.
 *
 * @param id its id
 * @param runId the run
 * @param amount how much
 * @since 0.1.0
 */
public record Reservation(String id, String runId, Spending amount) {}

package org.iccm.core.pipeline;

import org.iccm.api.application.Application;

/**
 * One rollout to be.
 *
 * @param app the application
 * @param engineer the engineer's instance name
 * @param model the model's instance name
 * @param sample which sample, from 0
 */
record Cell(Application app, String engineer, String model, int sample) {}

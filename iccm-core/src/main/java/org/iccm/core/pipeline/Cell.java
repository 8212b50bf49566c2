package org.iccm.core.pipeline;

import java.util.OptionalInt;
import org.iccm.api.application.Application;

/**
 * One rollout to be.
 *
 * @param target what is rebuilt
 * @param engineer the engineer's instance name, or the name of a given context
 * @param model the model's instance name
 * @param sample which sample, from 0
 * @param omitted the requirement that is left out, where one is
 */
record Cell(Target target, String engineer, String model, int sample, OptionalInt omitted) {
  Application app() {
    return target.app();
  }
}

package org.iccm.harness.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.iccm.api.testing.LimitState;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.harness.policy.Limit;

/**
 * What a sandbox's control group says inside. An engine without rights over control groups
 * (rootless Docker or Podman without delegation) takes limits, starts the container, and limits
 * nothing.
 */
final class ReadBack {
  /** For page sizes, and for processes that the sandbox itself needs. */
  private static final double SLACK = 1.5;

  private ReadBack() {}

  /**
   * Takes back what a box promises and its control group does not show.
   *
   * @param facts what the box promises
   * @param answer what its probe found inside, as JSON
   * @param asked the limits of the probe
   * @return the same, or with limits that the driver has to hold by itself
   */
  static Box.Facts confirm(Box.Facts facts, String answer, ResourceLimits asked) {
    JsonNode groups;
    try {
      groups = new ObjectMapper().readTree(answer).path("groups");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + answer, e);
    }
    boolean memory = open(groups.path("memory"), asked.memoryBytes());
    boolean processes = open(groups.path("processes"), asked.processes() + SandboxPolicy.USERS);
    Map<String, LimitState> limits = new LinkedHashMap<>(facts.limits());
    if (memory) {
      limits.replace(Limit.MEMORY.key(), LimitState.ENFORCED, LimitState.PARTIAL);
    }
    if (processes) {
      limits.replace(Limit.PROCESSES.key(), LimitState.ENFORCED, LimitState.PARTIAL);
    }
    return new Box.Facts(
        limits,
        facts.ownProcessLimit() || processes,
        facts.ownMemoryLimit() || memory,
        facts.byRoot(),
        facts.packages());
  }

  /** Where nothing can be read inside, the promise stands; -1 is a group without a limit. */
  private static boolean open(JsonNode seen, long asked) {
    return seen.isNumber() && (seen.asLong() < 0 || seen.asLong() > asked * SLACK);
  }
}

package org.iccm.harness.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.iccm.api.error.RunnerException;
import org.iccm.harness.policy.Safeguard;

/** What every language's probe answers alike. */
final class ProbeAnswer {
  private ProbeAnswer() {}

  /**
   * Reads an answer and refuses a sandbox that leaks.
   *
   * @param box the sandbox's name
   * @param answer the probe's output line
   * @param off safeguards that are switched off, for proofs: then it leaks on purpose
   */
  static JsonNode read(String box, String answer, Set<Safeguard> off) {
    JsonNode facts;
    try {
      facts = new ObjectMapper().readTree(answer);
    } catch (JsonProcessingException e) {
      throw new RunnerException(box, true, box + ": the probe's answer cannot be read", e);
    }
    List<String> leaks = off.isEmpty() ? leaks(facts) : List.of();
    if (!leaks.isEmpty()) {
      throw new RunnerException(
          box,
          false,
          box
              + " does not confine on this host: "
              + String.join(", ", leaks)
              + ". Use another runner");
    }
    return facts;
  }

  private static List<String> leaks(JsonNode facts) {
    List<String> leaks = new ArrayList<>();
    if (facts.path("uid").asInt() == 0 || facts.path("readsRootOnly").asBoolean()) {
      leaks.add("code runs as root");
    }
    if (!facts.path("network").isEmpty()) {
      leaks.add("there is a network (" + facts.path("network").path(0).asText() + ")");
    }
    if (!facts.path("firstProcess").asBoolean()) {
      leaks.add("processes are not separated");
    }
    if (facts.path("readsShadow").asBoolean()) {
      leaks.add("/etc/shadow can be read");
    }
    for (String place : List.of("Root", "Suite", "Dev")) {
      if (facts.path("writes" + place).asBoolean()) {
        leaks.add(place.toLowerCase(Locale.ROOT) + " can be written");
      }
    }
    if (!facts.path("writesTemporary").asBoolean()) {
      leaks.add("/tmp cannot be written");
    }
    if (facts.path("namespaces").asBoolean()) {
      leaks.add("code can make namespaces of its own");
    }
    return leaks;
  }
}

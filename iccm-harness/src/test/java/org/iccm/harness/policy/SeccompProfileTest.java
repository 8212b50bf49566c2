package org.iccm.harness.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SeccompProfileTest {
  private final JsonNode profile = read();

  private static JsonNode read() {
    try {
      return new ObjectMapper().readTree(SeccompProfile.json(SyscallTable.standard()));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** What becomes of a call: action, number of the error, conditions; all rules in turn. */
  private Map<String, List<String>> rules() {
    Map<String, List<String>> rules = new TreeMap<>();
    for (JsonNode rule : profile.path("syscalls")) {
      String what =
          rule.path("action").asText().replace("SCMP_ACT_", "")
              + (rule.has("errnoRet") ? " " + rule.path("errnoRet").asInt() : "");
      for (JsonNode test : rule.path("args")) {
        what +=
            " "
                + test.path("index").asInt()
                + " "
                + test.path("op").asText().replace("SCMP_CMP_", "")
                + " "
                + Long.toHexString(test.path("value").asLong());
      }
      for (JsonNode name : rule.path("names")) {
        rules.computeIfAbsent(name.asText(), n -> new ArrayList<>()).add(what);
      }
    }
    return rules;
  }

  @Test
  void saysTheSameAsTheList() {
    Map<String, List<String>> rules = rules();
    SyscallTable table = SyscallTable.standard();
    assertThat(rules).hasSize(table.calls().size());
    for (SyscallTable.Call call : table.calls()) {
      List<String> expected =
          switch (call.rule()) {
            case ALLOW, IOCTL -> List.of("ALLOW");
            case REFUSE -> List.of("ERRNO 1");
            case ABSENT -> List.of("ERRNO 38");
            case CLONE -> List.of("ALLOW 0 MASKED_EQ 7e020000");
            case SOCKET -> List.of("ALLOW 0 EQ 1", "ALLOW 0 EQ 2", "ALLOW 0 EQ a");
          };
      assertThat(rules).as(call.name()).containsEntry(call.name(), expected);
    }
  }

  @Test
  void whatIsNotOnTheListIsAbsentAndOtherMachinesAreNot() {
    assertThat(profile.path("defaultAction").asText()).isEqualTo("SCMP_ACT_ERRNO");
    assertThat(profile.path("defaultErrnoRet").asInt()).isEqualTo(38);
    for (JsonNode machine : profile.path("archMap")) {
      assertThat(machine.path("subArchitectures")).isEmpty();
    }
    assertThat(profile.path("archMap").findValuesAsText("architecture"))
        .containsExactly("SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64");
  }
}

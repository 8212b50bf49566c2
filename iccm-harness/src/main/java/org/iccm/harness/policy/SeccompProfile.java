package org.iccm.harness.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.iccm.harness.policy.SyscallTable.Call;
import org.iccm.harness.policy.SyscallTable.Rule;

/**
 * Writes a {@link SyscallTable} as a seccomp profile for container engines. It cannot say all that
 * {@link SeccompProgram} says (terminals), so it is the outer of two filters. Stateless.
 *
 * @since 0.1.0
 */
public final class SeccompProfile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALLOW = "SCMP_ACT_ALLOW";
  private static final String ERRNO = "SCMP_ACT_ERRNO";

  private SeccompProfile() {}

  /**
   * Writes it.
   *
   * @param table the list
   * @return JSON; what is not on the list fails with ENOSYS, or EPERM with engines that know no
   *     other default
   */
  public static String json(SyscallTable table) {
    List<Map<String, Object>> rules = new ArrayList<>();
    rules.add(rule(names(table, Rule.ALLOW, Rule.IOCTL), ALLOW, List.of()));
    rules.add(errno(names(table, Rule.REFUSE), SeccompProgram.EPERM));
    rules.add(errno(names(table, Rule.ABSENT), SeccompProgram.ENOSYS));
    rules.add(
        rule(
            names(table, Rule.CLONE),
            ALLOW,
            List.of(argument(0, SeccompProgram.NEW_NAMESPACES, 0, "SCMP_CMP_MASKED_EQ"))));
    for (int family : SeccompProgram.FAMILIES) {
      rules.add(
          rule(names(table, Rule.SOCKET), ALLOW, List.of(argument(0, family, 0, "SCMP_CMP_EQ"))));
    }
    Map<String, Object> profile = new LinkedHashMap<>();
    profile.put("defaultAction", ERRNO);
    profile.put("defaultErrnoRet", SeccompProgram.ENOSYS);
    // of each machine its own calls only, not those of its ancestors
    profile.put("archMap", List.of(machine("SCMP_ARCH_X86_64"), machine("SCMP_ARCH_AARCH64")));
    profile.put("syscalls", rules);
    try {
      return JSON.writeValueAsString(profile);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a profile is plain values", e);
    }
  }

  private static Map<String, Object> machine(String name) {
    return Map.of("architecture", name, "subArchitectures", List.of());
  }

  private static List<String> names(SyscallTable table, Rule... rules) {
    List<Rule> wanted = List.of(rules);
    return table.calls().stream().filter(c -> wanted.contains(c.rule())).map(Call::name).toList();
  }

  private static Map<String, Object> errno(List<String> names, int number) {
    Map<String, Object> rule = rule(names, ERRNO, List.of());
    rule.put("errnoRet", number);
    return rule;
  }

  private static Map<String, Object> rule(
      List<String> names, String action, List<Map<String, Object>> arguments) {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("names", names);
    rule.put("action", action);
    rule.put("args", arguments);
    return rule;
  }

  private static Map<String, Object> argument(int index, long value, long second, String test) {
    return Map.of("index", index, "value", value, "valueTwo", second, "op", test);
  }
}

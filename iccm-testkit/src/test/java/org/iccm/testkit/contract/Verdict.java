package org.iccm.testkit.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs a contract on an implementation and says which of its tests failed. */
final class Verdict {
  private Verdict() {}

  /** Names as {@code Nested.method}, or {@code method}. */
  static Set<String> failedTests(Class<?> contract) {
    Set<String> failed = new TreeSet<>();
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(contract))
        .execute()
        .testEvents()
        .failed()
        .stream()
        .map(Event::getTestDescriptor)
        .forEach(
            test -> {
              MethodSource source = (MethodSource) test.getSource().orElseThrow();
              String type = source.getClassName();
              int dollar = type.lastIndexOf('$');
              boolean nested = type.contains("Contract$");
              failed.add((nested ? type.substring(dollar + 1) + "." : "") + source.getMethodName());
            });
    return failed;
  }
}

package org.iccm.harness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.util.List;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.TestRun;

/** What is particular to one language: what is sent in, and what a sandbox has to have. */
interface Toolchain {
  /** Its name, lower case. */
  String language();

  /** A job that tells what the sandbox is made of and what it does not hold back. */
  Job probe(Box.Facts facts, String secret);

  /**
   * Reads a probe's answer and refuses a sandbox that leaks or lacks something.
   *
   * @param box the sandbox's name
   * @param answer its output line
   */
  Environment environment(String box, String answer);

  /** Whether the driver can follow which units a test runs. */
  boolean tracesReach();

  /** Names of tests that must fail, to be put among the others of a run. */
  List<String> canaries(TestRun run, SecureRandom random);

  /** Tests and candidate in one process. */
  Job run(
      TestRun run, CandidateFiles accepted, Box.Facts facts, String secret, List<String> canaries);

  /** Whether runs of any mode need a suite that has been described. */
  default boolean describesAll() {
    return false;
  }

  /** A job that reads what a suite has to know of its original, if {@link #describesAll}. */
  default Job describe(
      PreparedSuite suite, CandidateFiles original, Box.Facts facts, String secret) {
    throw new UnsupportedOperationException(language());
  }

  /**
   * What came of it.
   *
   * @param suite the suite
   * @param box the sandbox's name, for messages
   * @param lines of the report
   */
  default PreparedSuite described(PreparedSuite suite, String box, List<JsonNode> lines) {
    return suite;
  }
}

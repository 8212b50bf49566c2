package org.iccm.harness.sandbox;

import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;
import org.iccm.api.testing.TestRun;
import org.iccm.harness.policy.Safeguard;

/**
 * Python.
 *
 * @param driver what is sent in
 * @param packages what suites bring
 * @param off safeguards that are switched off
 */
record PythonToolchain(Driver driver, Packages packages, Set<Safeguard> off) implements Toolchain {
  @Override
  public String language() {
    return "python";
  }

  @Override
  public Job probe(Box.Facts facts, String secret) {
    return driver.probe(facts, secret);
  }

  @Override
  public Environment environment(String box, String answer) {
    return new Found(PythonEnvironment.read(box, answer, driver.digest(), off), packages);
  }

  @Override
  public boolean tracesReach() {
    return true;
  }

  @Override
  public List<String> canaries(TestRun run, SecureRandom random) {
    return Canaries.names(run, random);
  }

  @Override
  public Job run(
      TestRun run, CandidateFiles accepted, Box.Facts facts, String secret, List<String> canaries) {
    return driver.run(run, accepted, facts, secret, canaries);
  }

  private record Found(PythonEnvironment python, Packages packages) implements Environment {
    @Override
    public String digest() {
      return python.digest();
    }

    @Override
    public String digest(Packages.Brought brought) {
      return brought.digest(python);
    }

    @Override
    public Packages.Brought brought(TestSuite suite, List<String> others) {
      return packages.of(suite, others, python);
    }

    @Override
    public CandidateFiles select(
        List<SourceFile> files, Packages.Brought brought, long maxBytes, Set<Safeguard> off) {
      return CandidateFiles.select(files, brought.protectedModules(python), maxBytes, off);
    }
  }
}

package org.iccm.harness.sandbox;

import java.util.List;
import java.util.Set;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;
import org.iccm.harness.policy.Safeguard;

/** What a probe found inside a sandbox for one language. Immutable and thread-safe. */
interface Environment {
  /** Digest of what shapes results: interpreter or runtime, packages, driver, policy. */
  String digest();

  /** The same with what a suite brings. */
  String digest(Packages.Brought brought);

  /**
   * Makes ready what a suite brings.
   *
   * @param suite the suite
   * @param others further packages that have to be there
   * @throws org.iccm.api.error.RunnerException if something is missing
   */
  Packages.Brought brought(TestSuite suite, List<String> others);

  /**
   * Which of a candidate's files go in.
   *
   * @param files what a model or an application has
   * @param brought what its suite brings
   * @param maxBytes of all together
   * @param off safeguards that are switched off
   */
  CandidateFiles select(
      List<SourceFile> files, Packages.Brought brought, long maxBytes, Set<Safeguard> off);
}

package org.iccm.harness.wheels;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.application.Digests;
import org.iccm.api.application.TestSuite;
import org.iccm.api.error.ApplicationException;
import org.jspecify.annotations.Nullable;

/**
 * A file {@code requirements.lock}: all packages that an application and its tests need, each with
 * its exact version and the SHA-256 of its wheels, in pip's format:
 *
 * <pre>
 * attrs==24.2.0 \
 *     --hash=sha256:81921eb96de3191c8258c199618104dd27ac608d9366f5e35d011eae1867ede2
 * </pre>
 *
 * <p>Nothing else is accepted: no address, file, version control, index or other option, extra,
 * marker, range, or other hash. A lock is complete: what a package needs has a line of its own,
 * because nothing is resolved.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class RequirementsLock {
  /** The file's name. */
  public static final String FILE = "requirements.lock";

  private static final int MAX_PACKAGES = 200;
  private static final int MAX_HASHES = 200;
  private static final Pattern PIN =
      Pattern.compile(
          "([A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?)\\s*==\\s*([^\\s=,;]{1,80})");
  private static final Pattern HASH = Pattern.compile("--hash=sha256:([0-9a-f]{64})");

  private final Map<String, LockedPackage> packages;

  private RequirementsLock(Map<String, LockedPackage> packages) {
    this.packages = packages;
  }

  /**
   * Reads a lock.
   *
   * @param application the application, or its directory, for errors
   * @param place the file's name, for errors
   * @param text the file
   * @return the lock; it may be empty
   * @throws ApplicationException if lines are wrong; it tells all of them, each with its number and
   *     what to write
   */
  public static RequirementsLock parse(String application, String place, String text) {
    Reading reading = new Reading();
    String[] lines = text.split("\r?\n|\r", -1);
    StringBuilder logical = new StringBuilder();
    int first = 0;
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].replaceFirst("(^|\\s)#.*", "");
      if (logical.isEmpty()) {
        first = i + 1;
      }
      boolean goesOn = line.endsWith("\\");
      logical.append(goesOn ? line.substring(0, line.length() - 1) : line).append(' ');
      if (!goesOn || i == lines.length - 1) {
        reading.line(first, logical.toString().strip(), goesOn);
        logical.setLength(0);
      }
    }
    if (!reading.faults.isEmpty()) {
      String prefix = application + ": " + place + " ";
      throw new ApplicationException(
          application, place, prefix + String.join("\n" + prefix, reading.faults));
    }
    return new RequirementsLock(reading.packages);
  }

  /**
   * The lock of a suite whose {@linkplain TestSuite#dependencies() dependencies} are a lock's
   * lines.
   *
   * @param suite the suite
   * @return its lock; empty if no dependency has a hash
   * @throws ApplicationException if some have a hash and some do not, or a line is wrong
   */
  public static Optional<RequirementsLock> of(TestSuite suite) {
    return suite.dependencies().stream().noneMatch(d -> d.contains("--hash="))
        ? Optional.empty()
        : Optional.of(parse(suite.applicationId(), FILE, String.join("\n", suite.dependencies())));
  }

  /** Returns the packages, sorted by name. */
  public List<LockedPackage> packages() {
    return List.copyOf(packages.values());
  }

  /**
   * Whether a package is locked.
   *
   * @param name its name, in any spelling
   * @return true if it is
   */
  public boolean holds(String name) {
    return packages.containsKey(LockedPackage.normalised(name));
  }

  /**
   * The rest of a lock.
   *
   * @param names packages to leave out, in any spelling
   * @return a lock of all others; it may be empty
   */
  public RequirementsLock without(Set<String> names) {
    Map<String, LockedPackage> rest = new TreeMap<>(packages);
    names.forEach(n -> rest.remove(LockedPackage.normalised(n)));
    return new RequirementsLock(rest);
  }

  /**
   * Packages that an environment has already, in another version than the locked one.
   *
   * @param installed versions by name, in any spelling
   * @return the locked packages, sorted by name; a version that is none counts as another one
   */
  public List<LockedPackage> differing(Map<String, String> installed) {
    Map<String, Optional<PythonVersion>> there = new TreeMap<>();
    installed.forEach((n, v) -> there.put(LockedPackage.normalised(n), PythonVersion.find(v)));
    return packages.values().stream()
        .filter(p -> there.containsKey(p.name()))
        .filter(p -> !Optional.of(p.version()).equals(there.get(p.name())))
        .toList();
  }

  /** Returns one line a package, in the lock's own format, sorted by name. */
  public List<String> lines() {
    return packages.values().stream().map(LockedPackage::line).toList();
  }

  /**
   * Digest of what is locked, whatever the file looks like.
   *
   * @return 64 hexadecimal characters
   */
  public String digest() {
    return Digests.of(lines());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RequirementsLock o && packages.equals(o.packages);
  }

  @Override
  public int hashCode() {
    return packages.hashCode();
  }

  @Override
  public String toString() {
    return String.join("\n", lines());
  }

  /** Collects packages and faults of one file. */
  private static final class Reading {
    final Map<String, LockedPackage> packages = new TreeMap<>();
    final List<String> faults = new ArrayList<>();

    void line(int number, String line, boolean cut) {
      if (line.isEmpty() && !cut) {
        return;
      }
      if (cut) {
        fault(number, line, "ends with '\\' at the end of the file: add what follows");
        return;
      }
      String[] words = line.split("\\s+(?=--)", -1);
      Matcher pin = PIN.matcher(words[0].strip());
      if (!pin.matches()) {
        fault(number, line, reason(words[0].strip()));
        return;
      }
      Set<String> hashes = new LinkedHashSet<>();
      for (int i = 1; i < words.length; i++) {
        Matcher hash = HASH.matcher(words[i].strip());
        if (!hash.matches()) {
          fault(
              number,
              words[i].strip(),
              words[i].startsWith("--hash=")
                  ? "is no SHA-256: write --hash=sha256: and 64 lower-case hexadecimal characters"
                  : "is an option: write --hash=sha256:... only");
          return;
        }
        hashes.add(hash.group(1));
      }
      add(number, line, pin, hashes);
    }

    private void add(int number, String line, Matcher pin, Set<String> hashes) {
      Optional<PythonVersion> version = PythonVersion.find(pin.group(2));
      if (version.isEmpty()) {
        fault(number, pin.group(2), "is no exact version: write, for example, ==1.2.3");
      } else if (hashes.isEmpty()) {
        fault(number, line, "has no hash: add --hash=sha256:... (pip-compile --generate-hashes)");
      } else if (hashes.size() > MAX_HASHES) {
        fault(number, line, "has more than " + MAX_HASHES + " hashes: keep those of its wheels");
      } else {
        String name = LockedPackage.normalised(pin.group(1));
        if (packages.putIfAbsent(name, new LockedPackage(name, version.get(), hashes)) != null) {
          fault(number, name, "is there twice: keep one line");
        } else if (packages.size() > MAX_PACKAGES) {
          fault(number, name, "is one package too many: at most " + MAX_PACKAGES);
        }
      }
    }

    private static String reason(String what) {
      if (what.startsWith("-e") || what.startsWith("--editable")) {
        return "is editable: lock a released version";
      }
      if (what.startsWith("-")) {
        return "is an option: write packages only; the index is a setting of pip";
      }
      if (what.matches("(?i)^(git|hg|svn|bzr)\\+.*")) {
        return "is a version-control address: lock a released version";
      }
      if (what.contains("://") || what.contains("@")) {
        return "is an address: write name==version --hash=sha256:...";
      }
      if (what.matches("(?i).*\\.(tar\\.gz|zip|whl|tgz)$")
          || what.startsWith(".")
          || what.contains("/")
          || what.contains("\\")) {
        return "is a file: write name==version --hash=sha256:...";
      }
      if (what.contains("[")) {
        return "asks for an extra: write the name alone, and what the extra adds as lines";
      }
      if (what.contains(";")) {
        return "has a marker: lock for the sandbox's Python alone";
      }
      return "is no name==version: write one exact version";
    }

    private void fault(int number, String what, String reason) {
      String shown = what.length() > 60 ? what.substring(0, 60) + "..." : what;
      faults.add("line " + number + ": '" + shown + "' " + reason);
    }
  }
}

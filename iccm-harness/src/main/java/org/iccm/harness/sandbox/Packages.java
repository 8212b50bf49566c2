package org.iccm.harness.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.iccm.api.application.Digests;
import org.iccm.api.application.TestSuite;
import org.iccm.api.error.ApplicationException;
import org.iccm.api.error.RunnerException;
import org.iccm.harness.wheels.LockedPackage;
import org.iccm.harness.wheels.PythonTarget;
import org.iccm.harness.wheels.RequirementsLock;
import org.iccm.harness.wheels.WheelLayer;
import org.iccm.harness.wheels.Wheelhouse;

/** The packages that suites bring: compared with the sandbox's own, laid out once. Thread-safe. */
final class Packages {
  /** For suites that need nothing but what the sandbox has. */
  static final Brought NONE = new Brought(Optional.empty(), Set.of());

  private final String box;
  private final Optional<Wheelhouse> house;
  private final Map<String, Brought> known = new ConcurrentHashMap<>();

  /**
   * Nothing is looked at yet.
   *
   * @param box the sandbox's name, for messages
   * @param house where wheels are; empty if the sandbox cannot mount any
   */
  Packages(String box, Optional<Wheelhouse> house) {
    this.box = box;
    this.house = house;
  }

  /**
   * What is mounted for a suite.
   *
   * @param layer empty if nothing is
   * @param modules its top-level modules, which a candidate must not replace
   */
  record Brought(Optional<WheelLayer> layer, Set<String> modules) {
    String digest(PythonEnvironment environment) {
      return layer
          .map(l -> Digests.of(environment.digest(), l.digest()))
          .orElse(environment.digest());
    }

    Set<String> protectedModules(PythonEnvironment environment) {
      if (modules.isEmpty()) {
        return environment.protectedModules();
      }
      Set<String> all = new HashSet<>(environment.protectedModules());
      all.addAll(modules);
      return all;
    }

    Job with(Job job) {
      return layer.map(job::with).orElse(job);
    }
  }

  /**
   * Makes ready what a suite brings.
   *
   * @param suite the suite
   * @param others further packages that have to be there
   * @param environment what the sandbox has
   * @throws RunnerException if it lacks packages that the suite does not bring, or has other
   *     versions of those that it brings
   * @throws ApplicationException if the suite's wheels are missing or refused
   */
  Brought of(TestSuite suite, List<String> others, PythonEnvironment environment) {
    List<String> needed = new ArrayList<>(suite.dependencies());
    others.stream().filter(d -> !needed.contains(d)).forEach(needed::add);
    if (needed.isEmpty()) {
      return NONE;
    }
    Optional<RequirementsLock> lock = RequirementsLock.of(suite);
    List<String> missing =
        environment.missing(needed).stream()
            .filter(d -> lock.map(l -> !l.holds(PythonEnvironment.name(d))).orElse(true))
            .toList();
    if (!missing.isEmpty()) {
      throw fault(
          suite,
          "the sandbox lacks "
              + String.join(", ", missing)
              + ": lock them in "
              + RequirementsLock.FILE
              + " (docs/dependencies.md), or name an image (docker) or root filesystem"
              + " (bubblewrap) that has them");
    }
    return lock.isEmpty() ? NONE : known(suite, lock.get(), environment);
  }

  private Brought known(TestSuite suite, RequirementsLock lock, PythonEnvironment environment) {
    Brought found = known.get(lock.digest());
    // somebody may have emptied the cache meanwhile
    if (found != null && found.layer.map(l -> Files.isDirectory(l.directory())).orElse(true)) {
      return found;
    }
    List<LockedPackage> differing = lock.differing(environment.installed());
    if (!differing.isEmpty()) {
      throw fault(
          suite,
          "the sandbox has other versions than "
              + RequirementsLock.FILE
              + ": "
              + differing.stream()
                  .map(
                      p ->
                          p.name()
                              + " "
                              + environment.installed().get(p.name())
                              + " instead of "
                              + p.version())
                  .collect(Collectors.joining(", "))
              + ". Lock the sandbox's, or name an image (docker) or root filesystem (bubblewrap)"
              + " that has yours");
    }
    // what is there already would win
    RequirementsLock rest = lock.without(environment.installed().keySet());
    Brought made = rest.packages().isEmpty() ? NONE : layer(suite, rest, environment);
    known.put(lock.digest(), made);
    return made;
  }

  private Brought layer(TestSuite suite, RequirementsLock lock, PythonEnvironment environment) {
    Wheelhouse wheels =
        house.orElseThrow(
            () ->
                fault(
                    suite,
                    "runner "
                        + box
                        + " cannot mount packages: name an image that has "
                        + lock.packages().stream()
                            .map(p -> p.name() + "==" + p.version())
                            .collect(Collectors.joining(", "))
                        + ", or use runner bubblewrap"));
    PythonTarget target =
        environment
            .target()
            .orElseThrow(
                () ->
                    fault(
                        suite,
                        "wheels are for CPython with glibc 2.17 or newer, and the sandbox has"
                            + " another: name an image or root filesystem that has it"));
    try {
      WheelLayer layer = wheels.layer(lock, target);
      return new Brought(Optional.of(layer), modules(layer.directory()));
    } catch (ApplicationException e) {
      String id = suite.applicationId();
      throw new ApplicationException(
          id, e.place(), String.valueOf(e.getMessage()).replaceAll("(?m)^", id + ": "), e);
    } catch (IOException e) {
      throw new RunnerException(
          box, true, suite.applicationId() + ": its packages cannot be read: " + e, e);
    }
  }

  private static Set<String> modules(Path layer) throws IOException {
    Set<String> names = new HashSet<>();
    try (DirectoryStream<Path> top = Files.newDirectoryStream(layer)) {
      for (Path path : top) {
        String name = String.valueOf(path.getFileName());
        // without __init__ it is a namespace, which an application may share
        boolean isPackage = Files.exists(path.resolve("__init__.py"));
        if (isPackage || name.endsWith(".py") || name.endsWith(".so")) {
          names.add(name.replaceFirst("\\..*", ""));
        }
      }
    }
    return Set.copyOf(names);
  }

  private RunnerException fault(TestSuite suite, String what) {
    return new RunnerException(box, false, suite.applicationId() + ": " + what);
  }
}

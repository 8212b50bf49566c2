package org.iccm.examples.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.iccm.api.application.Application;
import org.iccm.api.error.ConfigurationException;
import org.iccm.harness.dataset.ApplicationReader;

/** The applications that come with ICCM, and those that the user names. */
final class BundledApplications {
  private final ApplicationReader reader = ApplicationReader.standard();
  private final Path root;

  BundledApplications(Path root) {
    this.root = root;
  }

  /** All bundled ones, by id. */
  List<Application> all() {
    try (Stream<Path> dirs = Files.list(root)) {
      return dirs.filter(d -> Files.exists(d.resolve("metadata.json")))
          .sorted()
          .map(reader::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + root, e);
    }
  }

  /** What {@code --applications} and {@code --application-dir} say. */
  List<Application> select(String wanted, List<Path> own, Path caller) {
    List<Application> chosen = new ArrayList<>();
    for (Path dir : own) {
      chosen.add(reader.read(caller.resolve(dir).normalize()));
    }
    if (wanted.isEmpty()) {
      return chosen;
    }
    List<Application> bundled = all();
    // those in Java need a sandbox of their own: they come when they are named
    List<Application> python =
        bundled.stream().filter(a -> a.view().language().equals("python")).toList();
    if (wanted.equals("all")) {
      chosen.addAll(python);
    } else if (wanted.matches("\\d+")) {
      chosen.addAll(spread(python, Integer.parseInt(wanted)));
    } else {
      Set<String> ids = new LinkedHashSet<>(List.of(wanted.split(",")));
      for (String id : ids) {
        chosen.add(
            bundled.stream()
                .filter(a -> a.id().equals(id))
                .findFirst()
                .orElseThrow(
                    () ->
                        new ConfigurationException(
                            "--applications",
                            "no bundled application '"
                                + id
                                + "'; there are "
                                + bundled.stream().map(Application::id).toList()
                                + ", or name a directory with --application-dir")));
      }
    }
    return chosen;
  }

  /** The first of each tier, then the second of each, and so on. */
  private static List<Application> spread(List<Application> bundled, int n) {
    if (n < 1 || n > bundled.size()) {
      throw new ConfigurationException(
          "--applications", "there are " + bundled.size() + " bundled applications, not " + n);
    }
    Map<String, List<Application>> tiers = new TreeMap<>();
    for (Application a : bundled) {
      tiers
          .computeIfAbsent(a.view().metadata().getOrDefault("tier", "9"), t -> new ArrayList<>())
          .add(a);
    }
    List<Application> picked = new ArrayList<>();
    for (int round = 0; picked.size() < n; round++) {
      for (List<Application> tier : tiers.values()) {
        if (round < tier.size() && picked.size() < n) {
          picked.add(tier.get(round));
        }
      }
    }
    picked.sort(
        Comparator.comparing((Application a) -> a.view().metadata().getOrDefault("tier", "9"))
            .thenComparing(Application::id));
    return picked;
  }
}

package org.iccm.examples.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What this process has at a Docker daemon on this machine, asked by Docker's own program.
 *
 * @param ids of containers, running or not
 * @param volumes names of volumes
 * @param processes in those containers
 */
record SoakContainers(Set<String> ids, Set<String> volumes, List<Long> processes) {
  static final SoakContainers NONE = new SoakContainers(Set.of(), Set.of(), List.of());

  static SoakContainers now() throws IOException {
    String ours = "label=org.iccm.sandbox.process=" + ProcessHandle.current().pid();
    Set<String> ids = ask("ps", "--all", "--quiet", "--no-trunc", "--filter", ours);
    return new SoakContainers(
        ids, ask("volume", "ls", "--quiet", "--filter", ours), processes(ids));
  }

  private static Set<String> ask(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    Process docker =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    docker.getOutputStream().close();
    String answer =
        new String(docker.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      if (docker.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + " failed with " + docker.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return answer.isEmpty() ? Set.of() : new TreeSet<>(List.of(answer.split("\\s+")));
  }

  /** By control groups, which are called after containers. */
  private static List<Long> processes(Set<String> ids) throws IOException {
    List<Long> found = new ArrayList<>();
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      for (Path process : all.filter(p -> p.getFileName().toString().matches("\\d+")).toList()) {
        String groups = groups(process);
        if (ids.stream().anyMatch(groups::contains)) {
          found.add(Long.parseLong(process.getFileName().toString()));
        }
      }
    }
    return found;
  }

  private static String groups(Path process) {
    try {
      return Files.readString(process.resolve("cgroup"));
    } catch (IOException | UncheckedIOException e) {
      // it has ended meanwhile
      return "";
    }
  }
}

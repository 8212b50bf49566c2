package org.iccm.orchestra.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.Message;
import org.iccm.api.llm.Sampling;
import org.iccm.orchestra.catalogue.ModelFetch;
import org.iccm.orchestra.fixture.HostContext;
import org.iccm.orchestra.fixture.MapSettings;

/** Real local backends on the smallest model, sharing the user's cache. */
final class LocalFixture {
  static final String MODEL = "smollm2-135m-instruct";

  private LocalFixture() {}

  static LocalBackend backend(Map<String, Object> more) {
    return backend(ModelFetch.defaultCache(), more);
  }

  static LocalBackend backend(Path cache, Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("model", MODEL);
    settings.put("slots", 4L);
    settings.put("contextPerSlot", 1024L);
    settings.putAll(more);
    LocalProvider provider = new LocalProvider();
    return (LocalBackend)
        provider.create(new MapSettings(provider.options(), settings), HostContext.in(cache));
  }

  static CompletionRequest request(String text, int maxTokens) {
    return CompletionRequest.builder(List.of(Message.user(text)))
        .sampling(Sampling.builder().temperature(0).maxTokens(maxTokens).build())
        .build();
  }

  static CompletionRequest longRequest() {
    return request("Write a long story about a lighthouse and the sea.", 900);
  }

  /** A program with llama-server's command line, on the installed xllamacpp. */
  static Path llamaServer(Path directory) throws IOException {
    Path shim = directory.resolve("llama_server.py");
    try (InputStream in = LocalFixture.class.getResourceAsStream("llama_server.py")) {
      Files.write(shim, in.readAllBytes());
    }
    Path serve = directory.resolve("serve.py");
    try (InputStream in = LocalProvider.class.getResourceAsStream("serve.py")) {
      Files.write(serve, in.readAllBytes());
    }
    Path environments = ModelFetch.defaultCache().resolve("python");
    try (var all = Files.newDirectoryStream(environments, "xllamacpp-*-py*")) {
      Path python = all.iterator().next().resolve("bin/python");
      return program(
          directory, "llama-server", "exec '" + python + "' '" + shim + "' '" + serve + "' \"$@\"");
    }
  }

  static Path program(Path directory, String name, String shell) throws IOException {
    Path program = directory.resolve(name);
    Files.writeString(program, "#!/bin/sh\n" + shell + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return program;
  }

  /** A process and all below it. */
  static List<ProcessHandle> family(long pid) {
    return ProcessHandle.of(pid)
        .map(p -> java.util.stream.Stream.concat(java.util.stream.Stream.of(p), p.descendants()))
        .map(java.util.stream.Stream::toList)
        .orElse(List.of());
  }

  static boolean gone(List<ProcessHandle> processes, Duration patience)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (processes.stream().anyMatch(LocalFixture::runs)) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(20);
    }
    return true;
  }

  /** Zombies of a killed parent, which nobody reaps here, do not run. */
  private static boolean runs(ProcessHandle process) {
    Optional<ProcessHandle> handle = ProcessHandle.of(process.pid()).filter(ProcessHandle::isAlive);
    if (handle.isEmpty()) {
      return false;
    }
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return !stat.substring(stat.lastIndexOf(')') + 2).startsWith("Z");
    } catch (IOException e) {
      return Files.isDirectory(Path.of("/proc/self")) ? false : handle.get().isAlive();
    }
  }
}

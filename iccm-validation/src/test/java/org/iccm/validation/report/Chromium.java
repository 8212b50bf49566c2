package org.iccm.validation.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real browser without a window. */
final class Chromium {
  private Chromium() {}

  static String dom(Path page, String fragment, Path home) throws Exception {
    Path out = home.resolve("dom.html");
    run(page, fragment, home, out, "--dump-dom");
    return Files.readString(out);
  }

  static void screenshot(
      Path page, String fragment, Path home, Path png, int width, int height, String... more)
      throws Exception {
    List<String> flags = new ArrayList<>(List.of(more));
    flags.add("--screenshot=" + png);
    flags.add("--window-size=" + width + "," + height);
    flags.add("--hide-scrollbars");
    run(page, fragment, home, home.resolve("out.txt"), flags.toArray(String[]::new));
  }

  private static void run(Path page, String fragment, Path home, Path out, String... flags)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("iccm.chromium", "chromium"),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--virtual-time-budget=4000",
                "--enable-logging=stderr",
                "--user-data-dir=" + Files.createTempDirectory(home, "profile")));
    command.addAll(List.of(flags));
    command.add(page.toUri() + (fragment.isEmpty() ? "" : "#" + fragment));
    Path log = home.resolve("chromium.log");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(log.toFile())
            .start();
    try {
      if (!process.waitFor(90, TimeUnit.SECONDS)) {
        throw new IOException(
            "the browser did not end: " + Files.readString(log, StandardCharsets.ISO_8859_1));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** What the page's console and policy said in the last call. */
  static String log(Path home) throws IOException {
    return Files.readString(home.resolve("chromium.log"), StandardCharsets.ISO_8859_1);
  }
}

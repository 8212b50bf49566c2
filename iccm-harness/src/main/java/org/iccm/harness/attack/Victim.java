package org.iccm.harness.attack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.iccm.harness.internal.files.FileTree;

/**
 * What an attack must not reach on this host: a process with a secret in its command line, its
 * sockets, a directory with a secret file. It tells whether something of it was touched. Used by
 * one thread.
 */
final class Victim implements AutoCloseable {
  /** How secrets begin; attacks may look for this. */
  static final String MARKER = "iccm-secret-";

  private static final Path PLACE = Path.of("/var/tmp");

  private final String secret;
  private final Path directory;
  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;
  private final Map<String, String> facts = new LinkedHashMap<>();
  private final Map<String, String> files;
  private int came;

  Victim(String python) throws IOException {
    byte[] bytes = new byte[12];
    new SecureRandom().nextBytes(bytes);
    secret = MARKER + HexFormat.of().formatHex(bytes);
    directory = Files.createTempDirectory(Files.isDirectory(PLACE) ? PLACE : null, "iccm-victim-");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path file = Files.writeString(directory.resolve("secret.txt"), secret + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    Path program = Files.writeString(directory.resolve("victim.py"), AttackBase.text("victim.py"));
    process =
        new ProcessBuilder(python, "-I", program.toString(), directory.toString(), secret)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    answers = process.inputReader();
    questions = process.outputWriter();
    JsonNode places = new ObjectMapper().readTree(String.valueOf(answers.readLine()));
    places.properties().forEach(p -> facts.put(p.getKey(), p.getValue().asText()));
    facts.put("file", file.toString());
    facts.put("marker", MARKER);
    files = files();
  }

  String secret() {
    return secret;
  }

  long pid() {
    return process.pid();
  }

  /** What attacks are told, by name. */
  Map<String, String> facts() {
    return facts;
  }

  /** What has happened to it since the last look. */
  List<String> touched() throws IOException {
    List<String> found = new ArrayList<>();
    if (!process.isAlive()) {
      found.add("a process of the host has ended");
      return found;
    }
    questions.write("?\n");
    questions.flush();
    int now = Integer.parseInt(String.valueOf(answers.readLine()));
    if (now > came) {
      found.add("a server of the host was reached");
    }
    came = now;
    if (!files().equals(files)) {
      found.add("files of the host were changed");
    }
    return found;
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> list = Files.list(directory)) {
      for (Path file : list.toList()) {
        boolean plain = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        all.put(file.toString(), plain ? Files.readString(file) : "no plain file");
      }
    }
    return all;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    FileTree.delete(directory);
  }
}

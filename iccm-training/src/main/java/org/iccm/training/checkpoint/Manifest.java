package org.iccm.training.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Sizes and SHA-256 of a checkpoint's files; written last, so that it vouches for the rest. */
final class Manifest {
  static final String NAME = "manifest.json";
  private static final int FORMAT = 1;

  private Manifest() {}

  static String of(long step, List<Path> files) throws IOException {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("format", FORMAT);
    root.put("step", step);
    ArrayNode list = root.putArray("files");
    for (Path file : files) {
      ObjectNode node = list.addObject();
      node.put("name", file.getFileName().toString());
      node.put("size", Files.size(file));
      node.put("sha256", digest(file));
    }
    return root.toPrettyString() + "\n";
  }

  /** Whether all files are there as they were written. */
  static boolean vouchesFor(Path directory) throws IOException {
    Path manifest = directory.resolve(NAME);
    if (!Files.isRegularFile(manifest)) {
      return false;
    }
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(Files.readString(manifest));
    } catch (JsonProcessingException e) {
      return false;
    }
    if (root == null || root.path("format").asInt() != FORMAT || !root.path("files").isArray()) {
      return false;
    }
    for (JsonNode node : root.path("files")) {
      Path file = directory.resolve(node.path("name").asText());
      if (!Files.isRegularFile(file)
          || Files.size(file) != node.path("size").asLong(-1)
          || !digest(file).equals(node.path("sha256").asText())) {
        return false;
      }
    }
    return true;
  }

  private static String digest(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, sha).transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

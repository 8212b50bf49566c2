package org.iccm.harness.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.harness.wheels.WheelLayer;

/**
 * What to start in a slot. Immutable and thread-safe.
 *
 * @param driver our own files by path, relative to {@link SandboxPolicy#AGENT}, read-only inside;
 *     {@link SandboxPolicy#ROOT_ONLY} with mode 0600
 * @param suite the tests' files by path; empty for a job without
 * @param suiteKey differs where {@code suite} or its orders do; empty without a suite
 * @param candidate the candidate's files by path
 * @param orders what the driver is told, plain values
 * @param secret a word that only the recorder and we know
 * @param limits what it may spend, together with its twin
 * @param twin a second process of the same run, in namespaces and with a user of its own, connected
 *     with the first by a socket (descriptor 4 in both); only warm slots start it
 * @param layer packages that it may import, mounted read-only at {@link WheelLayer#INSIDE}
 * @since 0.1.0
 */
public record Job(
    Map<String, byte[]> driver,
    Map<String, byte[]> suite,
    String suiteKey,
    Map<String, byte[]> candidate,
    Map<String, Object> orders,
    String secret,
    ResourceLimits limits,
    Optional<Job> twin,
    Optional<WheelLayer> layer) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Orders that a suite's parent or a slot has already. */
  private static final Set<String> TOLD_BEFORE = Set.of("shape", "seccomp");

  /** A job that needs no packages beside the sandbox's own. */
  Job(
      Map<String, byte[]> driver,
      Map<String, byte[]> suite,
      String suiteKey,
      Map<String, byte[]> candidate,
      Map<String, Object> orders,
      String secret,
      ResourceLimits limits,
      Optional<Job> twin) {
    this(driver, suite, suiteKey, candidate, orders, secret, limits, twin, Optional.empty());
  }

  /** The same with packages, for its twin too. */
  Job with(WheelLayer packages) {
    Map<String, Object> more = new LinkedHashMap<>(orders);
    more.put("wheels", List.of(WheelLayer.INSIDE));
    return new Job(
        driver,
        suite,
        suiteKey,
        candidate,
        more,
        secret,
        limits,
        twin.map(t -> t.with(packages)),
        Optional.of(packages));
  }

  /**
   * Our own files, for a slot that gets them by its standard input.
   *
   * @return a header with its length before it, then the files that it lists
   */
  public byte[] driverOrder() {
    return order(Map.of("files", listed(driver)), List.of(driver));
  }

  /** For a warm parent: the suite and how it is run. */
  byte[] suiteOrder() {
    Map<String, Object> header = new LinkedHashMap<>(orders);
    header.put("files", listed(suite));
    return order(header, List.of(suite));
  }

  /** For a warm slot: the candidate and what to do with it. */
  byte[] runOrder() {
    Map<String, Object> header = header();
    twin.ifPresent(t -> header.put("twin", t.header()));
    Map<String, byte[]> first = candidate;
    return order(
        header, twin.map(t -> List.of(first, t.candidate)).orElseGet(() -> List.of(first)));
  }

  private Map<String, Object> header() {
    Map<String, Object> all = new LinkedHashMap<>(orders);
    all.keySet().removeAll(TOLD_BEFORE);
    all.put("secret", secret);
    all.put("parent", suiteKey);
    all.put("files", listed(candidate));
    return all;
  }

  private static List<List<Object>> listed(Map<String, byte[]> files) {
    List<List<Object>> list = new ArrayList<>();
    files.forEach((path, content) -> list.add(List.of(path, content.length)));
    return list;
  }

  /** A header with its length before it, then the files that it lists. */
  private static byte[] order(Map<String, Object> header, List<Map<String, byte[]>> files) {
    byte[] head = json(header);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(head.length);
      out.write(head);
      for (Map<String, byte[]> some : files) {
        for (byte[] content : some.values()) {
          out.write(content);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static JsonNode read(byte[] json, int length) throws IOException {
    return JSON.readTree(json, 0, length);
  }

  static byte[] json(Map<String, Object> values) {
    try {
      return JSON.writeValueAsBytes(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("orders are plain values", e);
    }
  }
}

package org.iccm.api.application;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * SHA-256 digests over length-prefixed parts, so that no two different lists collide by
 * concatenation.
 *
 * @since 0.1.0
 */
public final class Digests {
  private Digests() {}

  /**
   * Digest of parts in their order.
   *
   * @param parts any strings
   * @return 64 lower-case hexadecimal characters
   */
  public static String of(String... parts) {
    return of(Arrays.asList(parts));
  }

  /**
   * Digest of parts in their order.
   *
   * @param parts any strings
   * @return 64 lower-case hexadecimal characters
   */
  public static String of(Iterable<String> parts) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        sha.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        sha.update(bytes);
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Digest of files, whatever their order.
   *
   * @param files the files
   * @return 64 lower-case hexadecimal characters
   */
  public static String ofFiles(Collection<SourceFile> files) {
    List<String> parts = new ArrayList<>();
    files.stream()
        .sorted()
        .forEach(
            f -> {
              parts.add(f.path());
              parts.add(f.text());
            });
    return of(parts);
  }
}

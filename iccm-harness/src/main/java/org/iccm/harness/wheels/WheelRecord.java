package org.iccm.harness.wheels;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A wheel's {@code RECORD}: every file that it has, with hash and size. */
final class WheelRecord {
  private static final String HASH = "sha256=";

  private WheelRecord() {}

  /**
   * Checks that files and record agree.
   *
   * @param top the unpacked wheel
   * @param record the record's path in it
   * @param files paths of all files in it
   * @return what is wrong, empty if nothing is
   */
  static List<String> faults(Path top, String record, Set<String> files) throws IOException {
    List<String> faults = new ArrayList<>();
    Map<String, List<String>> rows = new TreeMap<>();
    String text = Files.readString(top.resolve(record), StandardCharsets.UTF_8);
    for (String line : text.split("\r?\n")) {
      List<String> row = fields(line);
      if (line.isBlank()) {
        continue;
      }
      if (row.size() != 3 || rows.put(row.get(0), row) != null) {
        faults.add("RECORD has a line that is wrong or there twice: " + row.get(0));
      }
    }
    Set<String> unlisted = new TreeSet<>(files);
    unlisted.removeAll(rows.keySet());
    unlisted.remove(record);
    unlisted.forEach(f -> faults.add(f + " is not in RECORD"));
    for (Map.Entry<String, List<String>> row : rows.entrySet()) {
      String file = row.getKey();
      if (!files.contains(file)) {
        faults.add("RECORD lists " + file + ", which is not there");
      } else if (!file.equals(record)) {
        byte[] bytes = Files.readAllBytes(top.resolve(file));
        String hash =
            HASH + Base64.getUrlEncoder().withoutPadding().encodeToString(WheelShelf.digest(bytes));
        if (!row.getValue().get(1).equals(hash)
            || !row.getValue().get(2).equals(Integer.toString(bytes.length))) {
          faults.add(file + " is not what RECORD says");
        }
      }
    }
    return faults;
  }

  /** One line of comma-separated values. */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        // a doubled quote ends and begins again: what is between stays
        if (!quoted && i > 0 && line.charAt(i - 1) == '"') {
          field.append('"');
        }
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}

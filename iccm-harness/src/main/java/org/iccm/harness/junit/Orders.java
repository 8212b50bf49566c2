package org.iccm.harness.junit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What to do, read from standard input before any code of a candidate is there; nobody reads it
 * twice. Five lines, then the ids, one a line.
 *
 * @param work {@code run}, or {@code describe}: compile the suite against the original, which
 *     stands in the candidate's place
 * @param secret goes before every line of the report
 * @param suite directory of the tests: classes for a run, sources to describe
 * @param candidate directory of the candidate's files
 * @param messageChars longest message of a test
 * @param ids the tests wanted; none for all
 */
record Orders(
    String work, String secret, Path suite, Path candidate, int messageChars, List<String> ids) {
  static Orders read(InputStream in) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    List<String> all = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      all.add(line);
    }
    if (all.size() < 5) {
      throw new IOException("the orders have " + all.size() + " lines");
    }
    return new Orders(
        all.get(0),
        all.get(1),
        Path.of(all.get(2)),
        Path.of(all.get(3)),
        Integer.parseInt(all.get(4)),
        List.copyOf(all.subList(5, all.size())));
  }
}

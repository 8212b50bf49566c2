package org.iccm.examples.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Rows of figures, and ratios between them. */
final class BenchResult {
  private final List<Map<String, Object>> rows = new ArrayList<>();
  private final Map<String, Double> ratios = new LinkedHashMap<>();
  private final Map<String, List<Map<?, ?>>> details = new LinkedHashMap<>();
  private final List<String> faults = new ArrayList<>();

  BenchResult row(String name, Map<String, ?> figures) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", name);
    row.putAll(figures);
    rows.add(row);
    return this;
  }

  BenchResult ratio(String name, double value) {
    ratios.put(name, value);
    return this;
  }

  /** Says that what was measured must not be: the bench will end with an error. */
  BenchResult failed(String why) {
    faults.add(why);
    return this;
  }

  List<String> faults() {
    return List.copyOf(faults);
  }

  /** One entry of a list beside the rows, which the table does not show. */
  BenchResult detail(String list, Map<?, ?> entry) {
    details.computeIfAbsent(list, l -> new ArrayList<>()).add(entry);
    return this;
  }

  String table() {
    StringBuilder out = new StringBuilder();
    for (Map<String, Object> row : rows) {
      out.append(String.format(Locale.ROOT, "%-28s", row.get("name")));
      row.forEach(
          (k, v) -> {
            if (!k.equals("name")) {
              out.append("  ").append(k).append(' ').append(number(v));
            }
          });
      out.append('\n');
    }
    ratios.forEach((k, v) -> out.append(String.format(Locale.ROOT, "%-28s  %.3f%n", k, v)));
    return out.toString();
  }

  private static String number(Object v) {
    if (v instanceof Double d) {
      boolean small = d != 0 && Math.abs(d) < 0.01;
      return String.format(Locale.ROOT, small ? "%.1e" : "%.2f", d);
    }
    return String.valueOf(v);
  }

  String json(String name) throws JsonProcessingException {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("benchmark", name);
    all.put("rows", rows);
    all.put("ratios", ratios);
    all.putAll(details);
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
  }
}

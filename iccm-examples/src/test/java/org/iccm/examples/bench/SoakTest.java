package org.iccm.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("sandbox")
class SoakTest {
  @Test
  void hundredsOfRunsLoseNothingAndLeaveNothing(@TempDir Path root) throws Exception {
    JsonNode rows =
        new ObjectMapper()
            .readTree(new SoakBench().run(List.of("300", "bubblewrap"), root).json("soak"))
            .path("rows");
    JsonNode soak = row(rows, "soak");
    assertThat(soak.path("runs").asInt()).isEqualTo(300);
    assertThat(soak.path("hostile").asInt()).isEqualTo(15);
    for (String fault : List.of("lost", "doubled", "wrong", "infrastructure")) {
      assertThat(soak.path(fault).asInt(-1)).as(soak + " " + fault).isZero();
    }
    for (JsonNode sample : List.of(row(rows, "warm"), row(rows, "last"))) {
      assertThat(sample.path("runUsers").asInt(-1)).as(sample.toString()).isZero();
    }
    JsonNode before = row(rows, "before");
    JsonNode after = row(rows, "after");
    for (String count : List.of("processes", "runUsers", "mounts", "files")) {
      assertThat(after.path(count)).as(rows.toPrettyString()).isEqualTo(before.path(count));
    }
  }

  private static JsonNode row(JsonNode rows, String name) {
    for (JsonNode row : rows) {
      if (row.path("name").asText().equals(name)) {
        return row;
      }
    }
    throw new AssertionError("no row " + name + " in " + rows);
  }
}

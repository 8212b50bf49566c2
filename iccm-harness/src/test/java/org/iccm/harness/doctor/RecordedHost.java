package org.iccm.harness.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.iccm.harness.docker.EngineFacts;

/**
 * A host that we are not on, from a file of {@code hosts/}: system, files, environment, programs by
 * how their command line begins, and the engine's answer to {@code GET /info}.
 */
final class RecordedHost implements Host {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final JsonNode record;

  private RecordedHost(JsonNode record) {
    this.record = record;
  }

  static RecordedHost named(String name) throws IOException {
    String file = "hosts/" + name + ".json";
    try (InputStream in = RecordedHost.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IOException("no recording " + file);
      }
      return new RecordedHost(JSON.readTree(in));
    }
  }

  EngineFacts engine() throws IOException {
    JsonNode engine = record.path("engine");
    String address = engine.path("address").asText();
    if (engine.has("fault")) {
      return new EngineFacts(
          address, engine.path("fault").asText(), "", "", "", false, "", "", false, false);
    }
    ObjectMapper docker =
        DefaultDockerClientConfig.createDefaultConfigBuilder().build().getObjectMapper();
    return EngineFacts.of(address, docker.treeToValue(engine.path("info"), Info.class));
  }

  @Override
  public String system() {
    return record.path("system").asText();
  }

  @Override
  public Optional<String> read(String path) {
    return Optional.ofNullable(record.path("files").get(path)).map(JsonNode::asText);
  }

  @Override
  public boolean exists(String path) {
    return record.path("files").has(path);
  }

  @Override
  public Optional<String> environment(String name) {
    return Optional.ofNullable(record.path("environment").get(name)).map(JsonNode::asText);
  }

  @Override
  public Optional<Ended> run(List<String> command) {
    String line = String.join(" ", command);
    for (var program : record.path("programs").properties()) {
      if (line.startsWith(program.getKey())) {
        JsonNode ended = program.getValue();
        return Optional.of(new Ended(ended.path("status").asInt(), ended.path("output").asText()));
      }
    }
    return Optional.empty();
  }
}

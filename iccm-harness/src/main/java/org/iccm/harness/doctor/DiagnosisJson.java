package org.iccm.harness.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeMap;
import org.iccm.harness.docker.EngineFacts;

/** A diagnosis as JSON. */
final class DiagnosisJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private DiagnosisJson() {}

  static String of(Diagnosis d) {
    ObjectNode all = JSON.createObjectNode();
    all.put("time", d.time().toString());
    all.put("usable", d.usable());
    all.put("auto", d.auto());
    d.overstated().forEach(all.putArray("overstated")::add);
    host(all.putObject("host"), d.host());
    engine(all.putObject("engine"), d.engine());
    ArrayNode answers = all.putArray("answers");
    for (Answer answer : d.answers()) {
      ObjectNode a = answers.addObject();
      a.put("kind", answer.kind().name()).put("what", answer.what());
      answer.remedy().forEach(a.putArray("remedy")::add);
    }
    ArrayNode runners = all.putArray("runners");
    d.runners().forEach(r -> runner(runners.addObject(), r));
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values", e);
    }
  }

  private static void host(ObjectNode node, HostFacts host) {
    node.put("kind", host.kind().name());
    node.put("system", host.system());
    node.put("kernel", host.kernel());
    node.put("user", host.user());
    node.put("cgroups", host.cgroups().name());
    node.put("namespaces", host.namespaces().name());
    node.put("namespaceFault", host.namespaceFault());
    node.put("bubblewrap", host.bubblewrap());
    node.put("container", host.container());
  }

  private static void engine(ObjectNode node, EngineFacts engine) {
    node.put("address", engine.address());
    node.put("fault", engine.fault());
    node.put("product", engine.product());
    node.put("version", engine.version());
    node.put("system", engine.system());
    node.put("rootless", engine.rootless());
    node.put("cgroups", engine.cgroups());
    node.put("cgroupDriver", engine.cgroupDriver());
  }

  private static void runner(ObjectNode node, RunnerDiagnosis runner) {
    node.put("name", runner.name());
    node.put("usable", runner.usable());
    node.put("fault", runner.fault());
    ObjectNode readBack = node.putObject("readBack");
    new TreeMap<>(runner.readBack()).forEach(readBack::put);
    ArrayNode limits = node.putArray("limits");
    for (LimitDiagnosis limit : runner.limits()) {
      ObjectNode l = limits.addObject();
      l.put("limit", limit.limit().key());
      l.put("about", limit.limit().about());
      l.put("card", limit.claimed().name());
      l.put("measured", limit.measured().name());
      l.put("remedy", limit.remedy());
      ArrayNode probes = l.putArray("probes");
      for (ProbeResult probe : limit.probes()) {
        probes
            .addObject()
            .put("name", probe.name())
            .put("what", probe.what())
            .put("held", probe.held())
            .put("seen", probe.seen());
      }
    }
  }
}

package org.iccm.examples.training;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.iccm.api.Iccm;
import org.iccm.api.application.Application;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.context.EngineeredContext;
import org.iccm.harness.dataset.ApplicationReader;

/** Reads an application with a CET-D; README quotes it. */
public final class ReadApplication {
  private ReadApplication() {}

  /**
   * Prints what a CET-D writes about an application.
   *
   * @param cetD a CET-D's directory
   * @param directory an application directory
   * @param work where the store goes
   * @param out gets one line per requirement
   */
  public static void run(Path cetD, Path directory, Path work, PrintStream out) {
    // tag::cet-d
    try (Iccm iccm =
        Iccm.builder()
            .engineer("mine", "cet-d", Map.of("directory", cetD))
            .workDirectory(work)
            .build()) {
      Application app = ApplicationReader.standard().read(directory);
      EngineeredContext context =
          iccm.engineer("mine").engineer(ContextRequest.builder(app.view(), 400).build());
      context.requirements().forEach(r -> out.println(r.units() + " " + r.kind() + " " + r.text()));
    }
    // end::cet-d
  }

  /**
   * Runs it.
   *
   * @param args a CET-D's directory, an application directory
   */
  public static void main(String[] args) {
    run(Path.of(args[0]), Path.of(args[1]), Path.of("target", "read-application"), System.out);
  }
}

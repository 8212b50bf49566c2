package org.iccm.orchestra.local;

import java.nio.file.Path;
import java.util.Map;

/** A JVM with a local backend that is busy until somebody kills it. */
final class LocalMain {
  private LocalMain() {}

  public static void main(String[] args) {
    Map<String, Object> settings = args.length == 0 ? Map.of() : Map.of("server", Path.of(args[0]));
    LocalBackend backend = LocalFixture.backend(settings);
    boolean[] told = {false};
    while (true) {
      backend.complete(
          LocalFixture.longRequest(),
          text -> {
            if (!told[0]) {
              told[0] = true;
              System.out.println("PID " + backend.running().pid());
              System.out.flush();
            }
          });
    }
  }
}

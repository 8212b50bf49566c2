package org.iccm.examples.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.iccm.api.application.Application;
import org.iccm.api.application.LanguageSupport;

/** The candidates that benches judge: the same ones in every run. */
final class Candidates {
  private static final long SEED = 20_260_701;

  private Candidates() {}

  /** Each original, and as many of what models wrote for it. */
  static List<Candidate> originalsAndReconstructions(Path root, int each) throws IOException {
    List<Candidate> all = new ArrayList<>();
    for (Application app : Bench.applications(root)) {
      all.add(Candidate.original(app));
      List<Reconstruction> written = Reconstruction.readAll(root, app.id());
      for (int i = 0; i < Math.min(each, written.size()); i++) {
        // from the end: the larger models' come last
        all.add(Candidate.of(app, written.get(written.size() - 1 - i)));
      }
    }
    return all;
  }

  /** What models wrote, and originals with some of it, {@code most} at most. */
  static List<Candidate> many(Path root, LanguageSupport language, int most) throws IOException {
    Random random = new Random(SEED);
    List<Candidate> all = new ArrayList<>();
    List<Application> apps = Bench.applications(root);
    for (Application app : apps) {
      for (Reconstruction r : Reconstruction.readAll(root, app.id())) {
        all.add(Candidate.of(app, r));
      }
    }
    int reconstructions = Math.max(1, all.size());
    int mixes = (Math.max(0, most - all.size()) + reconstructions - 1) / reconstructions;
    for (Application app : apps) {
      for (Reconstruction r : Reconstruction.readAll(root, app.id())) {
        all.addAll(Candidate.mixed(app, r, language, mixes, random));
      }
    }
    return all.size() > most ? List.copyOf(all.subList(0, most)) : all;
  }
}

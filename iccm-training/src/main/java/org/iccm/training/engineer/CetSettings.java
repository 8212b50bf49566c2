package org.iccm.training.engineer;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.iccm.training.t5.GenerationOptions;

/** Checked settings. */
record CetSettings(
    Path directory,
    Optional<Path> adapter,
    double temperature,
    double topP,
    double retryTemperature,
    int beams,
    int maxTokens,
    int inputTokens,
    int classTokens,
    int batch) {

  /** How tokens are chosen; an attempt after a rejection is another one. */
  GenerationOptions generation(boolean again) {
    double heat = again && temperature == 0 ? retryTemperature : temperature;
    GenerationOptions.Builder options =
        GenerationOptions.builder().maxTokens(maxTokens).temperature(heat);
    return (heat > 0 ? options.topP(topP) : options.beams(beams)).build();
  }

  /** All that shapes what is written; the batch does not. */
  List<String> parts() {
    return List.of(
        String.format(
            Locale.ROOT,
            "temperature=%s topP=%s retryTemperature=%s beams=%d",
            temperature,
            topP,
            retryTemperature,
            beams),
        String.format(
            Locale.ROOT,
            "maxTokens=%d inputTokens=%d classTokens=%d",
            maxTokens,
            inputTokens,
            classTokens));
  }
}

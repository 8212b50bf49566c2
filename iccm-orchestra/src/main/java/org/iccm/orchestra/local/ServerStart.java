package org.iccm.orchestra.local;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import okhttp3.HttpUrl;
import org.iccm.api.plugin.Secret;
import org.iccm.orchestra.internal.chat.ChatEndpoint;
import org.iccm.orchestra.internal.process.Cancellation;

/** Starts one kind of server, and returns when it listens. */
interface ServerStart {
  /** Beginnings of names that a child may see. */
  List<String> KEPT = List.of("ICCM_", "LC_", "OMP_", "GOMP_", "GGML_");

  /**
   * Starts it.
   *
   * @param model the checked file
   * @param cancellation ends the start
   * @return the server, listening, its model loaded
   * @throws org.iccm.api.error.ProviderException if it does not come up
   */
  ServerProcess start(Path model, Cancellation cancellation);

  /** A key that only the server and this JVM know. */
  static Secret newKey() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return Secret.of(HexFormat.of().formatHex(bytes));
  }

  /**
   * Where a server on this machine is asked; all sampling is ours, none is left to its defaults.
   */
  static ChatEndpoint endpoint(LocalOptions o, int port, Secret key, BooleanSupplier alive) {
    HttpUrl base =
        new HttpUrl.Builder()
            .scheme("http")
            .host("127.0.0.1")
            .port(port)
            .addPathSegment("v1")
            .build();
    return ChatEndpoint.builder(base, o.model())
        .apiKey(key)
        .extras(Map.of("top_k", 40, "min_p", 0, "cache_prompt", o.promptCache()))
        .alive(alive)
        .build();
  }

  /** Leaves a child what it needs to run, and none of the secrets of this process's environment. */
  static void reduce(Map<String, String> environment) {
    Set<String> kept =
        Set.of(
            "PATH",
            "HOME",
            "LANG",
            "TZ",
            "TMPDIR",
            "TEMP",
            "TMP",
            "LD_LIBRARY_PATH",
            "DYLD_LIBRARY_PATH",
            "SYSTEMROOT",
            "USERPROFILE",
            "CUDA_VISIBLE_DEVICES");
    environment
        .keySet()
        .removeIf(
            k -> {
              String name = k.toUpperCase(Locale.ROOT);
              return !kept.contains(name) && KEPT.stream().noneMatch(name::startsWith);
            });
    // threads that wait sleep; spinning ones fight with everything else that runs
    environment.putIfAbsent("OMP_WAIT_POLICY", "passive");
  }
}

package org.iccm.orchestra.internal.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.iccm.api.error.ProviderException;

/**
 * A Python that ICCM can use.
 *
 * @param executable its command or path
 * @param version for example {@code 3.11}
 * @since 0.1.0
 */
public record Python(String executable, String version) {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String PROBE =
      "import sys; print('ICCM-PYTHON %d %d' % (sys.version_info[0], sys.version_info[1]))";
  private static final String REMEDY =
      "install Python 3.9 or newer with its venv module (Debian: apt-get install python3"
          + " python3-venv), or name one: setting python, or ICCM_PYTHON";

  /**
   * Looks at a Python.
   *
   * @param command name or path
   * @param cancellation ends the look
   * @return the Python
   * @throws ProviderException if there is none, or it is too old
   */
  public static Python find(String command, Cancellation cancellation) {
    Command.Result result;
    try {
      result = run(List.of(command, "-c", PROBE), cancellation);
    } catch (IOException e) {
      throw new ProviderException("python", "no Python at '" + command + "': " + REMEDY, e);
    }
    String[] words =
        result
            .output()
            .lines()
            .filter(l -> l.startsWith("ICCM-PYTHON "))
            .findFirst()
            .orElse("")
            .split(" ");
    if (!result.ok() || words.length != 3) {
      throw new ProviderException(
          "python", "'" + command + "' is no working Python (" + ending(result) + "): " + REMEDY);
    }
    int major = Integer.parseInt(words[1]);
    int minor = Integer.parseInt(words[2]);
    if (major < 3 || (major == 3 && minor < 9)) {
      throw new ProviderException(
          "python", "'" + command + "' is Python " + major + "." + minor + ", too old: " + REMEDY);
    }
    return new Python(command, major + "." + minor);
  }

  /**
   * Whether it can import modules.
   *
   * @param modules separated by commas
   * @param cancellation ends the look
   * @return true if all import
   */
  public boolean has(String modules, Cancellation cancellation) {
    try {
      return run(List.of(executable, "-c", "import " + modules), cancellation).ok();
    } catch (IOException e) {
      return false;
    }
  }

  static String remedy() {
    return REMEDY;
  }

  static String ending(Command.Result result) {
    String how = result.exit() < 0 ? "it hangs" : "exit code " + result.exit();
    return result.output().isEmpty() ? how : how + ": " + result.output();
  }

  private static Command.Result run(List<String> command, Cancellation cancellation)
      throws IOException {
    return Command.run(command, Map.of(), LIMIT, cancellation, () -> {});
  }
}

package org.iccm.harness.wheels;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A wheel's file name.
 *
 * @param file the whole name
 * @param name the package's normalised name
 * @param version its version
 * @param pythons interpreters that it is for
 * @param abis binary interfaces
 * @param platforms platforms
 */
record WheelName(
    String file,
    String name,
    PythonVersion version,
    List<String> pythons,
    List<String> abis,
    List<String> platforms) {
  private static final Pattern FORM =
      Pattern.compile(
          "([A-Za-z0-9_.]{1,100})-([A-Za-z0-9_.!+]{1,80})(?:-[0-9][A-Za-z0-9_.]{0,40})?"
              + "-([A-Za-z0-9_.]{1,100})-([A-Za-z0-9_.]{1,100})-([A-Za-z0-9_.]{1,200})\\.whl");

  static Optional<WheelName> find(String file) {
    Matcher m = FORM.matcher(file);
    if (!m.matches()) {
      return Optional.empty();
    }
    return PythonVersion.find(m.group(2))
        .map(
            version ->
                new WheelName(
                    file,
                    LockedPackage.normalised(m.group(1)),
                    version,
                    tags(m.group(3)),
                    tags(m.group(4)),
                    tags(m.group(5))));
  }

  private static List<String> tags(String compressed) {
    return List.of(compressed.toLowerCase(Locale.ROOT).split("\\."));
  }
}

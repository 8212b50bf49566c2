package org.iccm.harness.wheels;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.iccm.harness.archive.RawZip;

/** Makes small wheels, right or wrong. */
public final class WheelFile {
  final Map<String, String> files = new LinkedHashMap<>();
  final String info;
  private final String name;
  private final String version;
  String tag = "py3-none-any";
  String record = "";

  public WheelFile(String name, String version) {
    this.name = name;
    this.version = version;
    this.info = name + "-" + version + ".dist-info/";
    files.put(name + "/__init__.py", "VERSION = '" + version + "'\n");
    files.put(
        info + "METADATA",
        "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n\nText\n");
    files.put(info + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
  }

  public WheelFile with(String path, String text) {
    files.put(path, text);
    return this;
  }

  byte[] bytes() {
    RawZip zip = new RawZip();
    StringBuilder rows = new StringBuilder();
    files.forEach(
        (path, text) -> {
          byte[] content = text.getBytes(StandardCharsets.UTF_8);
          zip.add(path, content);
          rows.append(path.contains(",") ? '"' + path + '"' : path)
              .append(",sha256=")
              .append(
                  Base64.getUrlEncoder()
                      .withoutPadding()
                      .encodeToString(WheelShelf.digest(content)))
              .append(',')
              .append(content.length)
              .append('\n');
        });
    rows.append(info).append("RECORD,,\n");
    zip.add(info + "RECORD", record.isEmpty() ? rows.toString() : record);
    return zip.bytes();
  }

  String fileName() {
    return name + "-" + version + "-" + tag + ".whl";
  }

  /** Writes it and gives its line of a lock. */
  public String into(Path shelf) throws IOException {
    byte[] bytes = bytes();
    Files.createDirectories(shelf);
    Files.write(shelf.resolve(fileName()), bytes);
    return name + "==" + version + " --hash=sha256:" + WheelShelf.sha256(bytes) + "\n";
  }
}

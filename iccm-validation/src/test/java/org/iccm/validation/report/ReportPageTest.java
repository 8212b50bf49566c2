package org.iccm.validation.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.iccm.validation.experiment.SampleRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser. */
@Tag("browser")
class ReportPageTest {
  @TempDir Path directory;

  private Path page() {
    ReportWriter writer = ReportWriter.into(directory, Clock.systemUTC(), Duration.ZERO);
    writer.onEnd(SampleRun.small());
    return writer.page();
  }

  @Test
  void showsTheCellThatALinkNames() throws Exception {
    String dom = Chromium.dom(page(), "a=seed-tray&e=gold", directory);
    assertThat(dom)
        .contains("<h3>Seed Tray</h3>")
        .contains("The context that gold wrote")
        .contains("All side by side")
        .contains("Original and qwen-1.5b")
        .contains("<td class=\"t del\">    return boards * 7 - 2 - jars</td>")
        .contains("<td class=\"t add\">    return boards * 7 - jars</td>")
        .contains("assert room(3, 2) == 9");
    assertThat(Chromium.log(directory)).doesNotContain("Uncaught").doesNotContain("Refused to");
  }

  @Test
  void ignoresALinkToNothing() throws Exception {
    assertThat(Chromium.dom(page(), "a=nowhere&e=nobody&s=99999", directory))
        .contains("<h3>Jam Shelf</h3>");
  }

  @Test
  void paints() throws Exception {
    Path png = directory.resolve("page.png");
    Chromium.screenshot(page(), "", directory, png, 1180, 1400);
    assertThat(Files.size(png)).isGreaterThan(40_000);
  }
}

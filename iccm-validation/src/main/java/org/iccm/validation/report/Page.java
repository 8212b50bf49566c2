package org.iccm.validation.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import org.iccm.validation.experiment.ComparisonResult;

/**
 * The whole page: one file, its style and script inside, named by hash in a policy that forbids all
 * else. Even text that escaped its escaping could not run or load anything.
 */
final class Page {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final ComparisonResult result;
  private final Instant now;
  private final boolean finished;

  Page(ComparisonResult result, Instant now, boolean finished) {
    this.result = result;
    this.now = now;
    this.finished = finished;
  }

  void write(Writer out) throws IOException {
    String style = resource("report.css");
    String script = resource("report.js");
    String policy =
        "default-src 'none'; style-src '"
            + hash(style)
            + "'; script-src '"
            + hash(script)
            + "'; base-uri 'none'; form-action 'none'";
    out.write("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.write("<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">\n");
    out.write("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.write("<meta name=\"referrer\" content=\"no-referrer\">\n");
    out.write("<title>ICCM: " + Texts.html(result.request().runId()) + "</title>\n");
    out.write("<style>" + style + "</style>\n</head>\n");
    out.write("<body data-running=\"" + !finished + "\">\n");
    out.write("<a class=\"skip\" href=\"#explorer\">Skip to the rebuilt code</a>\n");
    header(out);
    out.write("<main>\n");
    new Findings(result).write(out);
    new BarChart(result).write(out);
    new ScoreTable(result).write(out);
    new DifferenceTable(result).write(out);
    new HeatMap(result).write(out);
    new EndingsTable(result).write(out);
    new CostFigures(result).write(out);
    explorer(out);
    out.write("</main>\n");
    footer(out);
    out.write("<script type=\"application/json\" id=\"data\">");
    new ExplorerData(result).write(out);
    out.write("</script>\n<script>" + script + "</script>\n</body>\n</html>\n");
  }

  private void header(Writer out) throws IOException {
    out.write("<header>\n<p class=\"kicker\">ICCM &middot; context engineers compared</p>\n");
    out.write("<h1>" + Texts.html(result.request().runId()) + "</h1>\n<p class=\"status\">");
    int done = result.rollouts().size();
    if (result.stopped().isPresent()) {
      out.write(
          "<strong class=\"warn\">Stopped early</strong> after "
              + done
              + " of "
              + result.total()
              + " rollouts: "
              + Texts.html(Texts.cut(result.stopped().get(), 600)));
    } else if (result.isComplete()) {
      out.write("<strong>Complete</strong>, " + Texts.count(done, "rollout"));
    } else {
      out.write(
          "<strong class=\"warn\">Under way</strong>: "
              + done
              + " of "
              + result.total()
              + " rollouts; this page grows, figures will move");
    }
    out.write(" <span class=\"date\">" + DATE.format(now) + "</span></p>\n");
    if (!result.isComplete()) {
      out.write(
          "<progress max=\""
              + Math.max(1, result.total())
              + "\" value=\""
              + done
              + "\" aria-label=\"finished rollouts\"></progress>\n");
    }
    out.write("</header>\n");
  }

  private static void explorer(Writer out) throws IOException {
    out.write(
        """
        <section id="explorer" aria-labelledby="explorer-title">
        <h2 id="explorer-title">Look inside</h2>
        <p class="lead">What an engineer wrote, what each model made of it, and which tests that failed.
        Everything below was written by models and by the code under test; it is shown as plain text.</p>
        <noscript><p class="note">This part needs JavaScript. The figures above do not.</p></noscript>
        <form class="pickers" id="pickers" hidden>
        <label>Application <select id="pick-application"></select></label>
        <label>Engineer <select id="pick-engineer"></select></label>
        <label id="label-sample">Sample <select id="pick-sample"></select></label>
        </form>
        <div id="detail" aria-live="polite"></div>
        </section>
        """);
  }

  private void footer(Writer out) throws IOException {
    out.write("<footer><p>");
    out.write(
        "Scope "
            + result.request().scope().name().toLowerCase(Locale.ROOT)
            + ", every model told "
            + switch (result.request().disclosure()) {
              case SIGNATURES -> "module paths, names and parameters";
              case PATHS -> "module paths only";
              case NONE -> "nothing about the interface";
            }
            + ", "
            + Texts.count(result.request().samples(), "sample")
            + " per cell, seed "
            + result.request().seed()
            + ". The same figures for programs: <code>results.json</code> beside this page.");
    out.write("</p></footer>\n");
  }

  private static String hash(String text) {
    try {
      return "sha256-"
          + Base64.getEncoder()
              .encodeToString(
                  MessageDigest.getInstance("SHA-256")
                      .digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is missing from the jar of iccm-validation");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
  }
}

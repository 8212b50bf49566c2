package org.iccm.validation.report;

import java.io.IOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.iccm.api.application.Application;
import org.iccm.validation.experiment.Cell;
import org.iccm.validation.experiment.ComparisonResult;
import org.iccm.validation.experiment.EngineerResult;

/** Applications by engineers and models, each cell a link to the rebuilt code. */
final class HeatMap {
  private final ComparisonResult result;

  HeatMap(ComparisonResult result) {
    this.result = result;
  }

  void write(Writer out) throws IOException {
    List<String> models = result.models();
    if (models.isEmpty()) {
      return;
    }
    Map<List<String>, Cell> cells = new HashMap<>();
    result.cells().forEach(c -> cells.put(List.of(c.application(), c.engineer(), c.model()), c));
    out.write(
        "<section aria-labelledby=\"heat-title\">\n<h2 id=\"heat-title\">Application by"
            + " application</h2>\n<p class=\"lead\">Share of hidden tests passed. Pick a cell to see"
            + " the context, the rebuilt code and the failing tests.</p>\n"
            + "<div class=\"scroll\"><table class=\"heat\">\n<thead><tr>"
            + "<th scope=\"col\" rowspan=\"2\">Application</th>");
    for (EngineerResult e : result.engineers()) {
      out.write(
          "<th scope=\"colgroup\" class=\"group\" colspan=\""
              + models.size()
              + "\">"
              + Texts.html(e.name())
              + "</th>");
    }
    out.write("</tr><tr>");
    for (EngineerResult e : result.engineers()) {
      for (String model : models) {
        out.write(
            "<th scope=\"col\" class=\"model\">"
                + Texts.html(model)
                + "<span class=\"hidden\"> by "
                + Texts.html(e.name())
                + "</span></th>");
      }
    }
    out.write("</tr></thead>\n<tbody>\n");
    for (Application a : result.request().applications()) {
      out.write(
          "<tr><th scope=\"row\">"
              + Texts.html(Texts.cut(a.view().name(), 80))
              + "<small>"
              + Texts.html(a.id())
              + "</small></th>");
      for (EngineerResult e : result.engineers()) {
        for (String model : models) {
          cell(out, a.id(), e.name(), cells.get(List.of(a.id(), e.name(), model)));
        }
      }
      out.write("</tr>\n");
    }
    out.write("</tbody></table></div>\n</section>\n");
  }

  private static void cell(
      Writer out, String application, String engineer, @org.jspecify.annotations.Nullable Cell cell)
      throws IOException {
    if (cell == null) {
      out.write("<td class=\"none\"><span class=\"hidden\">not there yet</span></td>");
      return;
    }
    OptionalDouble rate = cell.passRate();
    String level = rate.isPresent() ? "h" + (int) Math.round(rate.getAsDouble() * 10) : "left";
    String text = rate.isPresent() ? Long.toString(Math.round(100 * rate.getAsDouble())) : "n/a";
    out.write(
        "<td class=\""
            + level
            + "\"><a href=\"#"
            + Texts.html(link(application, engineer))
            + "\">"
            + text
            + "</a></td>");
  }

  /** The fragment that the page's script reads. */
  private static String link(String application, String engineer) {
    return "a="
        + java.net.URLEncoder.encode(
            Texts.visible(application), java.nio.charset.StandardCharsets.UTF_8)
        + "&e="
        + java.net.URLEncoder.encode(
            Texts.visible(engineer), java.nio.charset.StandardCharsets.UTF_8);
  }
}

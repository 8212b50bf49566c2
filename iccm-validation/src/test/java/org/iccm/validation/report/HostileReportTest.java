package org.iccm.validation.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.iccm.api.application.Application;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.GateFinding;
import org.iccm.api.context.GateVerdict;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.FinishReason;
import org.iccm.api.rollout.Cost;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestStatus;
import org.iccm.testkit.sample.SampleApplication;
import org.iccm.validation.experiment.ComparisonResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that a model, a test or an application wrote tries to become part of the page. */
class HostileReportTest {
  private static final String MARK = "document.documentElement.setAttribute('data-owned','1')";

  @TempDir Path directory;
  private HttpServer server;
  private final AtomicInteger requests = new AtomicInteger();

  @BeforeEach
  void listen() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private List<String> payloads() {
    return List.of(
        "<script>" + MARK + "</script>",
        "</script><script>" + MARK + "</script>",
        "</title></style></textarea></select></svg><img src=x onerror=\"" + MARK + "\">",
        "\" onmouseover=\"" + MARK + "\" autofocus onfocus=\"" + MARK + "\" x=\"",
        "' onfocus='" + MARK + "' autofocus x='",
        "<!--<script>" + MARK + "</script>-->",
        "<!-- <script> -->",
        "<svg onload=\"" + MARK + "\"><image href=\"" + url() + "svg\"/></svg>",
        "<iframe srcdoc=\"<script>parent." + MARK + "</script>\"></iframe>",
        "<link rel=stylesheet href=\"" + url() + "css\"><img src=\"" + url() + "img\">",
        "<meta http-equiv=refresh content=\"0;url=" + url() + "\"><base href=\"" + url() + "\">",
        "<style>@import '" + url() + "import'; body{background:url(" + url() + "bg)}</style>",
        "javascript:" + MARK,
        "]]>{{7*7}}${7*7}<%= 7 %>\\u003cscript\\u003e" + MARK + "\\u003c/script\\u003e",
        "\u202Egnirts desrever\u2066\u0000\u001b[31m\r\n\ufeff\ud800 lone");
  }

  private Rollout hostile(
      String application, String engineer, String model, RolloutOutcome outcome, String p) {
    TestId report = new TestId("report/" + p.strip());
    TestId reward = new TestId("reward/" + p.strip());
    return Rollout.builder(application, engineer, model, 0, outcome)
        .modelId(p)
        .modelRevision(p)
        .detail(p)
        .context(
            EngineeredContext.builder(
                    List.of(Requirement.builder(RequirementKind.FUNCTIONAL, p).build()))
                .notes(Map.of(p, p))
                .build())
        .contextText(p)
        .gate(
            GateVerdict.builder(false, 3, 9).findings(List.of(new GateFinding(p, 1, 2, p))).build())
        .completion(Completion.builder(p, p, FinishReason.STOP).build())
        .files(List.of(new SourceFile("shelf.py", p + "\n" + p), new SourceFile("x'\"<b>.py", p)))
        .parseNotes(List.of(p))
        .inventory(List.of(report, reward))
        .report(
            TestReport.builder(RunOutcome.COMPLETED)
                .results(
                    List.of(
                        new TestResult(report, TestStatus.FAILED, Duration.ZERO, p),
                        new TestResult(reward, TestStatus.ERROR, Duration.ZERO, p)))
                .output(p)
                .detail(p)
                .build())
        .build();
  }

  private ComparisonResult hostileRun(String p) {
    ApplicationView view =
        ApplicationView.builder("app", p, p, "python")
            .sources(List.of(new SourceFile("shelf.py", p), new SourceFile("a'\"<i>.py", p)))
            .build();
    Application application = Application.builder(view, SampleApplication.suite()).build();
    RolloutRequest request =
        RolloutRequest.builder(p, List.of(application), List.of(p, "gold"))
            .models(List.of(p, "m"))
            .build();
    return ComparisonResult.of(
        request,
        List.of(
            hostile("app", p, p, RolloutOutcome.COMPLETED, p),
            hostile("app", p, "m", RolloutOutcome.UNPARSEABLE, p),
            hostile("app", "gold", p, RolloutOutcome.NO_COMPLETION, p)),
        9,
        Cost.builder().build(),
        Map.of(),
        Optional.of(p));
  }

  private Path write(ComparisonResult result, String name) {
    ReportWriter writer =
        ReportWriter.into(directory.resolve(name), Clock.systemUTC(), Duration.ZERO);
    writer.onEnd(result);
    return writer.page();
  }

  @Test
  @Tag("browser")
  void runsNothingAndAsksForNothingInARealBrowser() throws Exception {
    List<String> payloads = payloads();
    // one page with everything, each kind of field on its own would need minutes
    Path page = write(hostileRun(String.join(" ", payloads)), "all");
    String dom = Chromium.dom(page, "", directory);
    assertThat(dom).doesNotContainPattern("<html[^>]*data-owned");
    assertThat(Pattern.compile("<script\\b").matcher(dom).results()).hasSize(2);
    assertThat(dom).doesNotContainPattern("<(img|iframe|link|base|image|object|embed)\\b");
    assertThat(Pattern.compile("<meta\\b").matcher(dom).results()).hasSize(4);
    assertThat(requests).hasValue(0);
    // the page's own script ran to its end: the explorer shows the payload as text
    assertThat(dom)
        .contains("class=\"context\"")
        .contains("&lt;img src=x onerror=")
        .contains("\u27E8U+202E\u27E9gnirts")
        .contains("class=\"fail\"");
    assertThat(Chromium.log(directory)).doesNotContain("Refused to").doesNotContain("Uncaught");
  }

  @Test
  @Tag("browser")
  void wouldRunAndAskIfItWereNotEscaped() throws Exception {
    Path page = directory.resolve("control.html");
    Files.writeString(
        page,
        "<!doctype html><html lang=\"en\"><body>"
            + String.join(" ", payloads().subList(0, 3))
            + "<img src=\""
            + url()
            + "img\"></body></html>");
    assertThat(Chromium.dom(page, "", directory)).containsPattern("<html[^>]*data-owned");
    assertThat(requests.get()).isPositive();
  }

  @Test
  @Tag("browser")
  void runsNothingEvenWhereEscapingFails() throws Exception {
    Path page = write(hostileRun("harmless"), "policy");
    String broken =
        Files.readString(page)
            .replace(
                "<main>",
                "<main>"
                    + String.join(" ", payloads().subList(0, 3))
                    + "<img src=\""
                    + url()
                    + "img\">");
    Files.writeString(page, broken);
    assertThat(Chromium.dom(page, "", directory)).doesNotContainPattern("<html[^>]*data-owned");
    assertThat(requests).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14})
  void holdsNoPayloadAsMarkup(int index) throws Exception {
    Path page = write(hostileRun(payloads().get(index)), "p" + index);
    String text = Files.readString(page);
    assertThat(Pattern.compile("<script\\b").matcher(text).results()).hasSize(2);
    assertThat(Pattern.compile("</script").matcher(text).results()).hasSize(2);
    assertThat(text)
        .doesNotContainPattern("<(img|iframe|link|base|image)\\b|<!--|\\sonerror=\"doc");
    assertThat(text).doesNotContain("\u202E").doesNotContain("\u0000");
    JsonNode results =
        new ObjectMapper().readTree(page.resolveSibling(ReportWriter.RESULTS).toFile());
    assertThat(results.get("rollouts")).hasSize(3);
  }
}

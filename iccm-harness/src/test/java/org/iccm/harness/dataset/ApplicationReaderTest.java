package org.iccm.harness.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.iccm.api.application.Application;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.Split;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.api.error.ApplicationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationReaderTest {
  @TempDir Path temp;
  private Path app = Path.of("");

  @BeforeEach
  void write() throws IOException {
    app = temp.resolve("till");
    put(
        "metadata.json",
        """
        {"formatVersion": 1, "id": "till", "name": "Till", "description": "Counts.",
         "language": "Python", "split": "holdout", "tier": 2, "licence": "MIT",
         "statistics": {"tests": 2, "coveragePercent": 97.5}}
        """);
    put("src/till.py", "def add(a, b):\n    return a + b\n");
    put("src/parts/data.txt", "\u20ac\n");
    put("tests/reward/test_add.py", "def test_a(): pass\n");
    put("tests/report/test_add2.py", "def test_b(): pass\n");
    put("requirements.txt", "# none\nattrs==24.2.0  # shapes\nx[y] >=1,<2 ; python_version<'4'\n");
    put(
        "gold_requirements.md",
        "# Till\n\nignored\n\n## *\n- **constraint** No floats.\n\n## till.py#add\n"
            + "- **functional** Return the sum\n  of both.\n");
  }

  private void put(String name, String text) throws IOException {
    Path file = app.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private ThrowableAssertAlternative<ApplicationException> fails() {
    return assertThatExceptionOfType(ApplicationException.class)
        .isThrownBy(() -> ApplicationReader.standard().read(app));
  }

  @Test
  void readsEverything() {
    Application a = ApplicationReader.standard().read(app);
    assertThat(a.id()).isEqualTo("till");
    assertThat(a.split()).isEqualTo(Split.HOLDOUT);
    assertThat(a.view().language()).isEqualTo("python");
    assertThat(a.view().sources())
        .extracting(SourceFile::path)
        .containsExactly("parts/data.txt", "till.py");
    assertThat(a.view().sources().get(0).text()).isEqualTo("\u20ac\n");
    assertThat(a.view().metadata())
        .containsEntry("tier", "2")
        .containsEntry("licence", "MIT")
        .containsEntry("statistics.coveragePercent", "97.5")
        .doesNotContainKeys("id", "split");
    assertThat(a.suite().files())
        .extracting(SourceFile::path)
        .containsExactly("report/test_add2.py", "reward/test_add.py");
    assertThat(a.suite().dependencies())
        .containsExactly("attrs==24.2.0", "x[y] >=1,<2 ; python_version<'4'");
    List<Requirement> gold = a.gold().orElseThrow().requirements();
    assertThat(gold).hasSize(2);
    assertThat(gold.get(0).kind()).isEqualTo(RequirementKind.CONSTRAINT);
    assertThat(gold.get(0).units()).isEmpty();
    assertThat(gold.get(1).units()).containsExactly(new UnitId("till.py", "add"));
    assertThat(gold.get(1).text()).isEqualTo("Return the sum of both.");
  }

  @Test
  void whatIsOptionalMayBeMissing() throws IOException {
    Files.delete(app.resolve("requirements.txt"));
    Files.delete(app.resolve("gold_requirements.md"));
    put(
        "metadata.json",
        "{\"id\":\"t\",\"name\":\"T\",\"description\":\"d\",\"language\":\"python\"}");
    Application a = ApplicationReader.standard().read(app);
    assertThat(a.gold()).isEmpty();
    assertThat(a.split()).isEqualTo(Split.TRAIN);
    assertThat(a.suite().dependencies()).isEmpty();
  }

  @Test
  void leftoversAreNotRead() throws IOException {
    put("src/.git/config", "x");
    put("src/__pycache__/till.cpython-311.pyc", "x");
    put("src/.DS_Store", "x");
    assertThat(ApplicationReader.standard().read(app).view().sources()).hasSize(2);
  }

  @Test
  void freeTextIsOneRequirement() throws IOException {
    put("gold_requirements.md", "It adds two numbers.\nNothing more.\n");
    assertThat(ApplicationReader.standard().read(app).gold().orElseThrow().requirements())
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.kind()).isEqualTo(RequirementKind.FUNCTIONAL);
              assertThat(r.units()).isEmpty();
            });
  }

  @Test
  void missingPartsAreNamed() throws IOException {
    Files.delete(app.resolve("metadata.json"));
    fails().withMessageContaining(app.toString()).withMessageContaining("metadata.json is missing");
    put(
        "metadata.json",
        "{\"id\":\"t\",\"name\":\"T\",\"description\":\"d\",\"language\":\"python\"}");
    Files.move(app.resolve("tests"), app.resolve("old"));
    fails().withMessageContaining("tests is missing");
    put("tests/helpers.py", "x = 1");
    fails().withMessageContaining("tests holds no tests");
    Files.move(app.resolve("src"), app.resolve("oldsrc"));
    fails().withMessageContaining("src is missing");
    put("src/.keep", "");
    fails().withMessageContaining("src holds no sources");
    app = temp.resolve("nowhere");
    fails().withMessageContaining("does not exist");
    app = Files.writeString(temp.resolve("file"), "");
    fails().withMessageContaining("is no directory");
  }

  @Test
  void badMetadataNamesTheLine() throws IOException {
    put("metadata.json", "{\n\"id\": \"t\",\n\"name\" \"T\"}");
    fails().withMessageContaining("metadata.json line 3").withMessageContaining("not valid JSON");
    put("metadata.json", "{\"id\":\"t\",\n\"id\":\"u\"}");
    fails().withMessageContaining("line 2").withMessageContaining("uplicate");
    put("metadata.json", "{\"id\":\"t\"} x");
    fails().withMessageContaining("line 1");
    put("metadata.json", "[1]");
    fails().withMessageContaining("no JSON object");
    put("metadata.json", "");
    fails().withMessageContaining("metadata.json");
    put("metadata.json", "[".repeat(20_000));
    fails().withMessageContaining("not valid JSON");
  }

  @Test
  void badValuesSayWhatToWrite() throws IOException {
    String rest = "\"name\":\"T\",\"description\":\"d\",\"language\":\"python\"";
    put("metadata.json", "{" + rest + "}");
    fails().withMessageContaining("has no 'id'");
    put("metadata.json", "{\"id\":7," + rest + "}");
    fails().withMessageContaining("'id' is 7: write a text");
    put("metadata.json", "{\"id\":\"../x\"," + rest + "}");
    fails().withMessageContaining("application id '../x'");
    put("metadata.json", "{\"id\":\"t\",\"split\":\"dev\"," + rest + "}");
    fails().withMessageContaining("neither train nor holdout");
    put("metadata.json", "{\"id\":\"t\",\"formatVersion\":2," + rest + "}");
    fails().withMessageContaining("formatVersion is 2");
    put("metadata.json", "{\"id\":\"t\"," + rest.replace("python", "cobol") + "}");
    fails().withMessageContaining("'cobol' is not supported").withMessageContaining("python");
    put("metadata.json", "{\"id\":\"t\",\"testRoot\":\"../../etc\"," + rest + "}");
    fails().withMessageContaining("leads out");
    put("metadata.json", "{\"id\":\"t\",\"sourceRoot\":\"/etc\"," + rest + "}");
    fails().withMessageContaining("leads out");
  }

  @Test
  void otherLanguagesMayBeAllowed() throws IOException {
    put(
        "metadata.json",
        "{\"id\":\"t\",\"name\":\"T\",\"description\":\"d\",\"language\":\"lua\"}");
    assertThat(ApplicationReader.forLanguages(Set.of("lua")).read(app).suite().language())
        .isEqualTo("lua");
  }

  @Test
  void anEmptyRequirementsFileIsAnError() throws IOException {
    put("gold_requirements.md", "  \n");
    fails().withMessageContaining("gold_requirements.md").withMessageContaining("empty");
    put(
        "gold_requirements.md",
        "## till.py#\n- **functional** x\n## till.py#add\n- **functional**\n");
    fails().withMessageContaining("gold_requirements.md:");
  }

  @Test
  void dependenciesThatReachOutAreRefused() throws IOException {
    for (String line :
        List.of(
            "-r other.txt",
            "--index-url http://example.com",
            "git+https://example.com/x",
            "x @ file:///etc/passwd",
            "./local")) {
      put("requirements.txt", "attrs\n" + line + "\n");
      fails().withMessageContaining("requirements.txt line 2").withMessageContaining(line);
    }
  }

  @Test
  void aLockReplacesWhatIsAskedForAndHoldsAllOfIt() throws IOException {
    String hash = "--hash=sha256:" + "ab".repeat(32);
    put("requirements.lock", "Attrs==24.2.0 \\\n  " + hash + "\nx==1.5 " + hash + "\n");
    assertThat(ApplicationReader.standard().read(app).suite().dependencies())
        .containsExactly("attrs==24.2.0 " + hash, "x==1.5 " + hash);
    put("requirements.lock", "attrs==24.2.0 " + hash);
    fails().withMessageContaining("requirements.lock lacks 'x[y] >=1,<2");
    put("requirements.lock", "attrs==24.2.0\n-e .");
    fails()
        .withMessageContaining("requirements.lock line 1")
        .withMessageContaining("requirements.lock line 2");
  }

  @Test
  void requirementsWithHashesAreALock() throws IOException {
    String hash = "--hash=sha256:" + "ab".repeat(32);
    put("requirements.txt", "Attrs==24.2.0 \\\n  " + hash + "  # shapes\n");
    assertThat(ApplicationReader.standard().read(app).suite().dependencies())
        .containsExactly("attrs==24.2.0 " + hash);
    put("requirements.txt", "attrs==24.2.0 " + hash + "\nx\n");
    fails().withMessageContaining("requirements.txt line 2: 'x'");
  }

  @Test
  void filesThatAreTooLargeOrTooManyAreRefused() throws IOException {
    put("src/big.py", "#".repeat(ApplicationReader.MAX_FILE_BYTES + 1));
    fails().withMessageContaining("src/big.py is larger than");
    Files.delete(app.resolve("src/big.py"));
    for (int i = 0; i < 9; i++) {
      put("src/m" + i + ".py", "#".repeat(ApplicationReader.MAX_FILE_BYTES));
    }
    fails().withMessageContaining("bytes together");
    for (int i = 0; i <= ApplicationReader.MAX_FILES; i++) {
      put("src/m" + i + ".py", "#");
    }
    fails().withMessageContaining("one file too many");
  }

  @Test
  void whatIsNotTextIsRefused() throws IOException {
    Files.write(app.resolve("src/bad.py"), "x = '\u00e9'".getBytes(StandardCharsets.ISO_8859_1));
    fails().withMessageContaining("src/bad.py is not UTF-8");
  }

  @Test
  void linksThatLeaveAreRefused() throws IOException {
    Path secret = Files.writeString(temp.resolve("secret.py"), "x");
    Path link = app.resolve("src/link.py");
    Files.createSymbolicLink(link, secret);
    fails().withMessageContaining("src/link.py is a link that leads out");
    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("nowhere.py"));
    fails().withMessageContaining("src/link.py cannot be resolved");
    Files.delete(link);
    Files.createSymbolicLink(app.resolve("src/loop"), Path.of("."));
    fails().withMessageContaining("src/loop");
    Files.delete(app.resolve("src/loop"));
    Files.createSymbolicLink(link, Path.of("till.py"));
    assertThat(ApplicationReader.standard().read(app).view().sources()).hasSize(3);
    Files.move(app.resolve("metadata.json"), temp.resolve("metadata.json"));
    Files.createSymbolicLink(app.resolve("metadata.json"), temp.resolve("metadata.json"));
    fails().withMessageContaining("metadata.json is a link that leads out");
  }

  @Test
  void pipesAreNotOpened() throws Exception {
    Path pipe = app.resolve("src/pipe.py");
    Process made;
    try {
      made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    } catch (IOException e) {
      assumeThat(e).as("this system has mkfifo").isNull();
      return;
    }
    assertThat(made.waitFor(5, TimeUnit.SECONDS)).isTrue();
    fails().withMessageContaining("src/pipe.py is no regular file");
  }

  @Test
  void aDirectoryOfApplicationsIsReadInOrder() throws IOException {
    app = temp.resolve("abacus");
    write2("abacus");
    Files.createDirectories(temp.resolve("notes"));
    assertThat(ApplicationReader.standard().readAll(temp))
        .extracting(Application::id)
        .containsExactly("abacus", "till");
    assertThat(ApplicationReader.standard().readAll(app)).hasSize(1);
    write2("till");
    assertThatExceptionOfType(ApplicationException.class)
        .isThrownBy(() -> ApplicationReader.standard().readAll(temp))
        .withMessageContaining("id 'till' is taken");
    Files.writeString(temp.resolve("till/metadata.json"), "{");
    Files.writeString(app.resolve("metadata.json"), "{");
    assertThatExceptionOfType(ApplicationException.class)
        .isThrownBy(() -> ApplicationReader.standard().readAll(temp))
        .withMessageContaining("abacus")
        .withMessageContaining("till");
    assertThatExceptionOfType(ApplicationException.class)
        .isThrownBy(() -> ApplicationReader.standard().readAll(temp.resolve("notes")))
        .withMessageContaining("no application here");
  }

  private void write2(String id) throws IOException {
    put(
        "metadata.json",
        "{\"id\":\"" + id + "\",\"name\":\"T\",\"description\":\"d\",\"language\":\"python\"}");
    put("src/a.py", "x = 1\n");
    put("tests/test_a.py", "def test_a(): pass\n");
  }
}

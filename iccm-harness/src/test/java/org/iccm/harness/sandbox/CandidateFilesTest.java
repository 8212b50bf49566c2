package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.iccm.api.application.SourceFile;
import org.junit.jupiter.api.Test;

class CandidateFilesTest {
  private static CandidateFiles select(String... paths) {
    List<SourceFile> files = Stream.of(paths).map(p -> new SourceFile(p, "x")).toList();
    return CandidateFiles.select(files, Set.of("json", "pytest", "_pytest"), 1000);
  }

  @Test
  void modulesAndPlainDataAreTaken() {
    CandidateFiles files =
        select("app.py", "shop/__init__.py", "shop/json.py", "shop/data.json", "README.md");
    assertThat(files.accepted().keySet())
        .containsExactly(
            "app.py", "shop/__init__.py", "shop/json.py", "shop/data.json", "README.md");
    assertThat(files.note()).isEmpty();
  }

  @Test
  void whatConfiguresPythonOrPytestIsNot() {
    CandidateFiles files =
        select(
            "conftest.py",
            "a/conftest.py",
            "sitecustomize.py",
            "setup.py",
            "pytest.ini",
            "tox.ini",
            "pyproject.toml",
            "x.pth",
            "x.so",
            "json.py",
            "iccm_suite.py",
            "pytest/__init__.py",
            "_pytest/runner.py",
            ".hidden.py",
            "__pycache__/app.cpython-311.pyc",
            "app.pyc");
    assertThat(files.accepted()).isEmpty();
    assertThat(files.note()).contains("json.py (takes the name of module json)");
  }

  @Test
  void pathsThatClashAreTakenOnce() {
    CandidateFiles files = select("a.py", "a.py", "b.py", "b.py/c.py");
    assertThat(files.accepted().keySet()).containsExactly("a.py", "b.py");
    assertThat(files.refused()).containsKeys("a.py", "b.py/c.py");
  }

  @Test
  void tooMuchIsLeftOut() {
    CandidateFiles files =
        CandidateFiles.select(
            List.of(
                new SourceFile("a.py", "x".repeat(600)), new SourceFile("b.py", "x".repeat(600))),
            Set.of(),
            1000);
    assertThat(files.accepted().keySet()).containsExactly("a.py");
    assertThat(files.note()).contains("too much together");
  }
}

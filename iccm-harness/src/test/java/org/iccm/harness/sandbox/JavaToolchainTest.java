package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.iccm.api.application.SourceFile;
import org.junit.jupiter.api.Test;

class JavaToolchainTest {
  @Test
  void allClassesOfTheLauncherGoIn() throws Exception {
    Path compiled = Path.of("target", "classes", "org", "iccm", "harness", "junit");
    try (Stream<Path> files = Files.list(compiled)) {
      assertThat(
              files
                  .map(f -> f.getFileName().toString())
                  .filter(f -> f.endsWith(".class") && !f.equals("package-info.class"))
                  .map(f -> f.replace(".class", "")))
          .containsExactlyInAnyOrderElementsOf(JavaToolchain.CLASSES);
    }
  }

  @Test
  void whatConfiguresABuildOrJUnitStaysOut() {
    CandidateFiles files =
        CandidateFiles.selectJava(
            Stream.of(
                    "pom.xml",
                    "app/App.java",
                    "module-info.java",
                    "META-INF/services/x.txt",
                    "meta-inf/a.json",
                    ".mvn/jvm.config",
                    "junit-platform.properties",
                    "app/prices.csv",
                    "app/App.class",
                    "lib/evil.jar",
                    "app/App.java/x.java")
                .map(p -> new SourceFile(p, "x"))
                .toList(),
            1000);
    assertThat(files.accepted().keySet()).containsExactly("app/App.java", "app/prices.csv");
    assertThat(files.refused()).hasSize(9);
    assertThat(
            CandidateFiles.selectJava(List.of(new SourceFile("A.java", "x".repeat(99))), 50)
                .refused())
        .isEqualTo(Map.of("A.java", "too much together"));
  }
}

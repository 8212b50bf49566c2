package org.iccm.harness.wheels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;
import org.iccm.api.error.ApplicationException;

class RequirementsLockTest {
  private static final String HASH = "--hash=sha256:" + "ab".repeat(32);
  private static final String OTHER = "--hash=sha256:" + "0c".repeat(32);

  private static RequirementsLock parse(String text) {
    return RequirementsLock.parse("till", RequirementsLock.FILE, text);
  }

  private static ThrowableAssertAlternative<ApplicationException> refused(String text) {
    return assertThatExceptionOfType(ApplicationException.class)
        .isThrownBy(() -> parse(text))
        .withMessageStartingWith("till: requirements.lock line ");
  }

  @Example
  void pipsFormatIsRead() {
    RequirementsLock lock =
        parse(
            "# made by pip-compile\n\nZope.Interface==5.0 \\\r\n    "
                + HASH
                + " \\\n    "
                + OTHER
                + "\n    # via till\nattrs == 24.2.0 "
                + HASH
                + "  # shapes\n");
    assertThat(lock.packages())
        .extracting(LockedPackage::name)
        .containsExactly("attrs", "zope-interface");
    assertThat(lock.lines())
        .containsExactly("attrs==24.2.0 " + HASH, "zope-interface==5.0 " + OTHER + " " + HASH);
    assertThat(lock.holds("ZOPE_interface")).isTrue();
    assertThat(lock.holds("zope")).isFalse();
    assertThat(parse(String.join("\n", lock.lines()))).isEqualTo(lock);
    assertThat(parse(String.join("\n", lock.lines())).digest()).isEqualTo(lock.digest());
    assertThat(parse("attrs==24.2.0 " + HASH).digest()).isNotEqualTo(lock.digest());
    assertThat(parse("# nothing").packages()).isEmpty();
  }

  @Example
  void whatReachesOutIsRefused() {
    for (String[] line :
        new String[][] {
          {"https://example.com/a.whl " + HASH, "address"},
          {"a @ https://example.com/a.whl " + HASH, "address"},
          {"a @ file:///etc/passwd " + HASH, "address"},
          {"git+https://example.com/a " + HASH, "version-control"},
          {"-e . " + HASH, "editable"},
          {"--editable=. " + HASH, "editable"},
          {"-r other.txt", "option"},
          {"--index-url https://example.com", "option"},
          {"--extra-index-url=https://example.com", "option"},
          {"--find-links .", "option"},
          {"--no-binary :all:", "option"},
          {"a==1.0 " + HASH + " --global-option=x", "option"},
          {"a==1.0 --config-settings=x=y " + HASH, "option"},
          {"./local " + HASH, "file"},
          {"a-1.0.tar.gz " + HASH, "file"},
          {"a-1.0-py3-none-any.whl " + HASH, "file"},
          {"a[all]==1.0 " + HASH, "extra"},
          {"a==1.0; python_version>'3' " + HASH, "marker"},
          {"a==1.0", "no hash"},
          {"a==1.0 --hash=md5:" + "ab".repeat(16), "no SHA-256"},
          {"a==1.0 --hash=sha256:" + "AB".repeat(32), "no SHA-256"},
          {"a==1.0 --hash=sha256:ab", "no SHA-256"},
          {"a>=1.0 " + HASH, "no name==version"},
          {"a===1.0 " + HASH, "no name==version"},
          {"a==1.* " + HASH, "no exact version"},
          {"a " + HASH, "no name==version"},
          {"a==1.0 " + HASH + " \\", "ends with"},
          {"$HOME==1.0 " + HASH, "no name==version"},
        }) {
      refused("good==1 " + HASH + "\n\n" + line[0])
          .withMessageContaining("line 3: '")
          .withMessageContaining(line[1]);
    }
  }

  @Example
  void allFaultsAreTold() {
    refused("a==1\nb==2 " + HASH + "\nB==2 " + HASH + "\n-e x")
        .withMessageContaining("line 1: 'a==1' has no hash")
        .withMessageContaining("line 3: 'b' is there twice")
        .withMessageContaining("line 4:");
    refused(
            IntStream.range(0, 201)
                .mapToObj(i -> "p" + i + "==1 " + HASH)
                .collect(Collectors.joining("\n")))
        .withMessageContaining("at most 200");
  }

  @Example
  void whatIsThereInAnotherVersionIsTold() {
    RequirementsLock lock =
        parse("attrs==24.2.0 " + HASH + "\nzope-a==1 " + HASH + "\nb==1 " + HASH);
    assertThat(lock.differing(Map.of("attrs", "22.2", "Zope.A", "1.0", "c", "1")))
        .extracting(LockedPackage::name)
        .containsExactly("attrs");
    assertThat(lock.differing(Map.of("b", "unknown"))).hasSize(1);
  }

  @Example
  void aSuiteCarriesItsLock() {
    RequirementsLock lock = parse("attrs==24.2.0 " + HASH);
    TestSuite.Builder suite =
        TestSuite.builder("till", "python", List.of(new SourceFile("test_a.py", "")));
    assertThat(RequirementsLock.of(suite.dependencies(lock.lines()).build())).contains(lock);
    assertThat(RequirementsLock.of(suite.dependencies(List.of("attrs")).build())).isEmpty();
    assertThatExceptionOfType(ApplicationException.class)
        .isThrownBy(
            () ->
                RequirementsLock.of(
                    suite.dependencies(List.of(lock.lines().get(0), "iniconfig")).build()));
  }

  @Property(tries = 500)
  void anyTextIsALockOrAFault(@ForAll("texts") String text) {
    try {
      RequirementsLock lock = parse(text);
      assertThat(parse(String.join("\n", lock.lines()))).isEqualTo(lock);
    } catch (ApplicationException e) {
      assertThat(e.getMessage()).contains("line ");
    }
    assertThatCode(() -> PythonVersion.find(text)).doesNotThrowAnyException();
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "a",
            "b-c",
            "==",
            "1.0",
            "2!3.post1",
            " ",
            "\n",
            "\\\n",
            "\\",
            HASH,
            OTHER,
            "--hash=",
            "#",
            ";",
            "[x]",
            "@",
            "://",
            "-e ",
            "\r\n",
            "\u00e4",
            "\u0000")
        .list()
        .ofMaxSize(14)
        .map(parts -> String.join("", parts));
  }
}

package org.iccm.harness.language;

import java.nio.file.Path;
import org.iccm.api.application.LanguageSupport;

/** Python for tests of other packages. */
public final class TestPython {
  private TestPython() {}

  public static LanguageSupport at(Path natives) {
    return new PythonLanguage(new PythonParser(natives));
  }
}

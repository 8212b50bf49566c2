package org.iccm.harness.language;

import java.nio.file.Path;
import org.iccm.api.application.LanguageSupport;

/** Other languages for tests of other packages. */
public final class TestLanguages {
  private TestLanguages() {}

  public static LanguageSupport java(Path natives) {
    return new JavaLanguage(new JavaParser(natives));
  }
}

package org.iccm.validation.rag;

import java.util.function.Supplier;
import org.iccm.api.application.LanguageSupport;

/** Lends the line-based language to other packages' tests. */
public final class SampleLanguage implements Supplier<LanguageSupport> {
  @Override
  public LanguageSupport get() {
    return new LineUnits();
  }
}

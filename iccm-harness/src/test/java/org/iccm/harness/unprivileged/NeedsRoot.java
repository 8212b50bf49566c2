package org.iccm.harness.unprivileged;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** A test that an ordinary user cannot run. {@code scripts/unprivileged.sh} prints the reason. */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Tag(NeedsRoot.TAG)
public @interface NeedsRoot {
  /** The tag. */
  String TAG = "root";

  /** Why. */
  String value();
}

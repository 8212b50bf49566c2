package org.iccm.core.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.Objects;
import org.iccm.api.plugin.TokenCounter;
import org.jspecify.annotations.Nullable;

/**
 * Counts by cl100k_base, bundled and pinned: budgets stay comparable whatever the models use.
 * Special tokens in a text count as plain text. Thread-safe. Loading the ranks takes some tenths of
 * a second: keep one instance.
 *
 * @since 0.1.0
 */
public final class Cl100kTokenCounter implements TokenCounter {
  /** Names tokenizer and library; part of keys, so a new library version needs a look here. */
  public static final String FINGERPRINT = "cl100k_base/jtokkit-1.1.0";

  private final Object loading = new Object();
  private volatile @Nullable Encoding encoding;

  /** Loads nothing yet: that takes half a second, and not every caller counts. */
  public Cl100kTokenCounter() {}

  private Encoding encoding() {
    Encoding loaded = encoding;
    if (loaded == null) {
      synchronized (loading) {
        loaded = encoding;
        if (loaded == null) {
          loaded = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
          encoding = loaded;
        }
      }
    }
    return loaded;
  }

  @Override
  public int count(String text) {
    return encoding().countTokensOrdinary(Objects.requireNonNull(text, "text"));
  }

  @Override
  public int[] encode(String text) {
    return encoding().encodeOrdinary(Objects.requireNonNull(text, "text")).toArray();
  }

  @Override
  public String fingerprint() {
    return FINGERPRINT;
  }
}

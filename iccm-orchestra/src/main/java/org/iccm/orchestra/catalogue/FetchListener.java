package org.iccm.orchestra.catalogue;

/**
 * Hears how a fetch goes. Called on the fetching thread.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface FetchListener {
  /** What a fetch is busy with. */
  enum Phase {
    /** Bytes come in. */
    DOWNLOADING,
    /** The file's SHA-256 is computed. */
    VERIFYING,
    /** The file is there. */
    READY
  }

  /**
   * Something came in or was checked. Bytes of one phase never shrink, unless another source
   * begins.
   *
   * @param model the model
   * @param phase what is going on
   * @param done bytes so far, kept ones of an earlier attempt included
   * @param total bytes in all
   */
  void onProgress(CatalogueModel model, Phase phase, long done, long total);
}

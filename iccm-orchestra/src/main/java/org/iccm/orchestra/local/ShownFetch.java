package org.iccm.orchestra.local;

import java.time.Duration;
import java.util.Optional;
import org.iccm.api.rollout.ProgressEvent;
import org.iccm.api.rollout.ProgressListener;
import org.iccm.orchestra.catalogue.CatalogueModel;
import org.iccm.orchestra.catalogue.FetchListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a model's download to whoever watches the run: every MiB as progress, every tenth as log.
 */
final class ShownFetch implements FetchListener {
  private static final Logger LOG = LoggerFactory.getLogger(ShownFetch.class);

  private final ProgressListener progress;
  private Phase lastPhase = Phase.READY;
  private long lastMib = -1;
  private long lastTenth = -1;
  private long firstMib;
  private long startNanos;

  ShownFetch(ProgressListener progress) {
    this.progress = progress;
  }

  @Override
  public synchronized void onProgress(CatalogueModel model, Phase phase, long done, long total) {
    if (phase == Phase.READY) {
      return;
    }
    long mib = done >> 20;
    if (phase == lastPhase && mib == lastMib) {
      return;
    }
    if (phase != lastPhase || mib < lastMib) {
      firstMib = mib;
      startNanos = System.nanoTime();
      lastTenth = -1;
    }
    lastPhase = phase;
    lastMib = mib;
    long all = total >> 20;
    progress.onProgress(
        new ProgressEvent(
            phase == Phase.DOWNLOADING ? "download" : "checksum",
            mib,
            Math.max(1, all),
            left(mib, all),
            "MiB of " + model.id()));
    long tenth = total == 0 ? 10 : done * 10 / total;
    if (phase == Phase.DOWNLOADING && tenth != lastTenth) {
      lastTenth = tenth;
      LOG.info("model {}: {} of {} MiB", model.id(), mib, all);
    }
  }

  private Optional<Duration> left(long mib, long all) {
    long came = mib - firstMib;
    if (came <= 0) {
      return Optional.empty();
    }
    double each = (System.nanoTime() - startNanos) / (double) came;
    return Optional.of(Duration.ofNanos((long) (each * Math.max(0, all - mib))));
  }
}

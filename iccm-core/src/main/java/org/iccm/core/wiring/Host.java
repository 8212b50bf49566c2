package org.iccm.core.wiring;

import java.nio.file.Path;
import java.time.Clock;
import org.iccm.api.plugin.Telemetry;
import org.iccm.api.rollout.ProgressListener;

/** What every part of one ICCM shares. */
record Host(
    Clock clock,
    Telemetry telemetry,
    ProgressListener progress,
    Path workDirectory,
    Path cacheDirectory,
    long seed) {}

package org.iccm.validation.rag;

import java.time.Duration;
import java.util.Optional;

/** Checked settings. */
record RagSettings(int k, int unitsPerCall, double temperature, Optional<Duration> callTimeout) {}

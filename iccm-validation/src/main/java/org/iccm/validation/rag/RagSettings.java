package org.iccm.validation.rag;

import java.time.Duration;

/** Checked settings. */
record RagSettings(int k, int unitsPerCall, double temperature, Duration callTimeout) {}

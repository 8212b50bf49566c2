package org.iccm.api.plugin;

import org.iccm.api.testing.TestRunner;

/**
 * Provider of {@link TestRunner}.
 *
 * @since 0.1.0
 */
public interface TestRunnerProvider extends Provider<TestRunner> {}

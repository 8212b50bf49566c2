package org.iccm.core.pipeline;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.plugin.Telemetry;
import org.iccm.api.plugin.TokenCounter;
import org.iccm.api.rollout.ProgressListener;
import org.iccm.api.store.Store;
import org.iccm.api.testing.TestRunner;

/**
 * What the pipeline needs of a wired ICCM. Lookups throw ConfigurationException for an unknown
 * name.
 */
public interface PipelineParts {
  /**
   * A model as its owner made it, not the cached handle. @param name its instance name @return the
   * model
   */
  LlmBackend backend(String name);

  /** An engineer. @param name its instance name @return the engineer */
  ContextEngineer engineer(String name);

  /** Models that rebuild. @return instance names */
  List<String> orchestra();

  /** The model that engineers write with. @return its instance name, or empty */
  String writer();

  /** The runner. @return the runner */
  TestRunner runner();

  /** The store. @return the store */
  Store store();

  /** Support for a language. @param language its name @return the support, if there is one */
  Optional<LanguageSupport> language(String language);

  /** The gate's tokenizer. @return the counter */
  TokenCounter tokens();

  /** Time. @return the clock */
  Clock clock();

  /** Measurements. @return where they go */
  Telemetry telemetry();

  /** Who hears progress. @return the listener */
  ProgressListener progress();
}

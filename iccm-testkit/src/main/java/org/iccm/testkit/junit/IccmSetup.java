package org.iccm.testkit.junit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.iccm.api.Iccm;
import org.iccm.api.IccmBuilder;
import org.iccm.api.application.SourceFile;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.store.Store;
import org.iccm.api.testing.TestRunner;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.doubles.ScriptedTestRunner;
import org.iccm.testkit.doubles.SettableClock;
import org.iccm.testkit.sample.SampleApplication;
import org.jspecify.annotations.Nullable;

/**
 * What the Iccm of a test is made of. What is not set takes a default: the model {@value #MODEL},
 * which rebuilds the sample application; a scripted runner, which passes that rebuilt application
 * and calls every other broken, but for one that gets {@code room} wrong; everything else is the
 * product's own default in a temporary directory. What is given here is closed after the Iccm. Not
 * thread-safe.
 *
 * @since 0.1.0
 */
public final class IccmSetup {
  /** The instance name of the default model. */
  public static final String MODEL = "scripted";

  private final Path directory;
  private final Map<String, LlmBackend> models = new LinkedHashMap<>();
  private final Map<String, ContextEngineer> engineers = new LinkedHashMap<>();
  private final List<Consumer<IccmBuilder>> more = new ArrayList<>();
  private final List<AutoCloseable> owned = new ArrayList<>();
  private @Nullable TestRunner runner;
  private @Nullable Store store;
  private SettableClock clock = new SettableClock();

  IccmSetup(Path directory) {
    this.directory = directory;
  }

  /**
   * The test's own directory, deleted after it.
   *
   * @return an existing directory
   */
  public Path directory() {
    return directory;
  }

  /**
   * Adds a model, in place of the default one.
   *
   * @param name its instance name
   * @param model the model
   * @return this setup
   */
  public IccmSetup llm(String name, LlmBackend model) {
    models.put(name, own(model));
    return this;
  }

  /**
   * Adds an engineer, in place of the default ones.
   *
   * @param name its instance name
   * @param engineer the engineer
   * @return this setup
   */
  public IccmSetup engineer(String name, ContextEngineer engineer) {
    engineers.put(name, own(engineer));
    return this;
  }

  /**
   * Sets the runner.
   *
   * @param runner the runner
   * @return this setup
   */
  public IccmSetup runner(TestRunner runner) {
    this.runner = own(runner);
    return this;
  }

  /**
   * Sets the store.
   *
   * @param store the store
   * @return this setup
   */
  public IccmSetup store(Store store) {
    this.store = own(store);
    return this;
  }

  /**
   * Sets the clock; by default one that stands at {@link SettableClock#START}.
   *
   * @param clock the clock
   * @return this setup
   */
  public IccmSetup clock(SettableClock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /**
   * Sets anything else. Called after all that is set here, so it wins.
   *
   * @param change what to do with the builder
   * @return this setup
   */
  public IccmSetup builder(Consumer<IccmBuilder> change) {
    more.add(Objects.requireNonNull(change, "change"));
    return this;
  }

  private <T extends AutoCloseable> T own(T part) {
    owned.add(Objects.requireNonNull(part, "part"));
    return part;
  }

  SettableClock clock() {
    return clock;
  }

  /** What to close after the Iccm, in order of closing. */
  List<AutoCloseable> owned() {
    List<AutoCloseable> reversed = new ArrayList<>(owned);
    java.util.Collections.reverse(reversed);
    return reversed;
  }

  /** The only part of its type that this setup closes, or null. */
  <T> @Nullable T part(Class<T> type) {
    List<T> found = owned.stream().filter(type::isInstance).map(type::cast).toList();
    return found.size() == 1 ? found.get(0) : null;
  }

  Iccm build() {
    if (models.isEmpty()) {
      llm(
          MODEL,
          ScriptedLlmBackend.always(MODEL, SampleApplication.answer(SampleApplication.SOURCE)));
    }
    TestRunner ready = runner;
    if (ready == null) {
      ready = own(sampleRunner());
    }
    IccmBuilder builder =
        Iccm.builder()
            .environment(Map.of())
            .workDirectory(directory.resolve("work"))
            .cacheDirectory(directory.resolve("cache"))
            .clock(clock)
            .runner(ready);
    models.forEach(builder::llm);
    engineers.forEach(builder::engineer);
    if (store != null) {
      builder.store(store);
    }
    more.forEach(change -> change.accept(builder));
    return builder.build();
  }

  private static TestRunner sampleRunner() {
    return ScriptedTestRunner.builder()
        .concurrency(2)
        .otherwise(
            run -> {
              String text = String.join("\n", run.files().stream().map(SourceFile::text).toList());
              if (text.contains(SampleApplication.SOURCE.strip())) {
                return ScriptedTestRunner.passing(run, id -> true);
              }
              if (text.contains(SampleApplication.PARTLY_WRONG_SOURCE.strip())) {
                return ScriptedTestRunner.passing(
                    run,
                    id ->
                        !id.value().endsWith("test_room_of_two_boards")
                            && !id.value().endsWith("test_room_may_be_negative"));
              }
              return ScriptedTestRunner.ended(
                  run, org.iccm.api.testing.RunOutcome.CANDIDATE_BROKEN);
            })
        .build();
  }
}

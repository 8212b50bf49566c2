package org.iccm.api.store;

import java.util.List;
import java.util.Optional;
import org.iccm.api.rollout.CompletionKey;
import org.iccm.api.rollout.ContextKey;
import org.iccm.api.rollout.RunKey;

/**
 * What was made, by content key, in one generation. Thread-safe.
 *
 * <p>The first write of a key wins: {@code put} returns what is stored, which is the given value or
 * an earlier one. Listings are in the order of storing; a page holds what was committed when it was
 * read.
 *
 * @since 0.1.0
 */
public interface Artifacts {
  /**
   * The generation whose artifacts these are.
   *
   * @return at least 1
   */
  long generation();

  /**
   * Stores an application.
   *
   * @param application the application
   * @return what is stored under its digest
   */
  StoredApplication put(StoredApplication application);

  /**
   * Finds an application.
   *
   * @param digest {@link StoredApplication#digest()}
   * @return the application, if stored
   */
  Optional<StoredApplication> findApplication(String digest);

  /**
   * Lists applications.
   *
   * @param page which page
   * @return the page
   */
  Page<StoredApplication> applications(PageRequest page);

  /**
   * Stores a context with its requirements.
   *
   * @param context the context
   * @return what is stored under its key
   */
  StoredContext put(StoredContext context);

  /**
   * Finds a context.
   *
   * @param key its key
   * @return the context, if stored
   */
  Optional<StoredContext> findContext(ContextKey key);

  /**
   * Lists contexts.
   *
   * @param applicationId of this application only; empty means all
   * @param page which page
   * @return the page
   */
  Page<StoredContext> contexts(Optional<String> applicationId, PageRequest page);

  /**
   * Stores a completion.
   *
   * @param completion the completion
   * @return what is stored under its key
   */
  StoredCompletion put(StoredCompletion completion);

  /**
   * Finds a completion.
   *
   * @param key its key
   * @return the completion, if stored
   */
  Optional<StoredCompletion> findCompletion(CompletionKey key);

  /**
   * Lists completions.
   *
   * @param applicationId of this application only; empty means all
   * @param page which page
   * @return the page
   */
  Page<StoredCompletion> completions(Optional<String> applicationId, PageRequest page);

  /**
   * The latest answers of a model, of every generation: what its speed is measured by.
   *
   * @param modelId the model
   * @param modelRevision its revision
   * @param limit how many at most, from 1
   * @return the latest first; empty if there is none
   */
  List<StoredCompletion> latestCompletions(String modelId, String modelRevision, int limit);

  /**
   * Stores a reconstruction.
   *
   * @param reconstruction the reconstruction
   * @return what is stored for its completion and parser version
   */
  StoredReconstruction put(StoredReconstruction reconstruction);

  /**
   * Finds a reconstruction.
   *
   * @param completion the completion
   * @param parserVersion version of the parser
   * @return the reconstruction, if stored
   */
  Optional<StoredReconstruction> findReconstruction(CompletionKey completion, String parserVersion);

  /**
   * Stores a run.
   *
   * @param run the run
   * @return what is stored under its key
   */
  StoredRun put(StoredRun run);

  /**
   * Finds a run.
   *
   * @param key its key
   * @return the run, if stored
   */
  Optional<StoredRun> findRun(RunKey key);

  /**
   * Lists runs.
   *
   * @param applicationId of this application only; empty means all
   * @param page which page
   * @return the page
   */
  Page<StoredRun> runs(Optional<String> applicationId, PageRequest page);

  /**
   * Stores an inventory.
   *
   * @param inventory the inventory
   * @return what is stored under its key
   */
  StoredInventory put(StoredInventory inventory);

  /**
   * Finds an inventory.
   *
   * @param key its key
   * @return the inventory, if stored
   */
  Optional<StoredInventory> findInventory(String key);

  /**
   * Stores what reaches what.
   *
   * @param reach the measurement
   * @return what is stored under its key
   */
  StoredReach put(StoredReach reach);

  /**
   * Finds what reaches what.
   *
   * @param key its key
   * @return the measurement, if stored
   */
  Optional<StoredReach> findReach(String key);

  /**
   * Appends a signal.
   *
   * @param signal the signal
   * @return what is stored under its id
   */
  StoredSignal put(StoredSignal signal);

  /**
   * Finds a signal.
   *
   * @param id its id
   * @return the signal, if stored
   */
  Optional<StoredSignal> findSignal(String id);

  /**
   * Lists signals.
   *
   * @param runId of this run only; empty means all
   * @param page which page
   * @return the page
   */
  Page<StoredSignal> signals(Optional<String> runId, PageRequest page);

  /**
   * Stores a batch.
   *
   * @param batch the batch
   * @return what is stored under its id
   */
  StoredBatch put(StoredBatch batch);

  /**
   * Finds a batch.
   *
   * @param id its id
   * @return the batch, if stored
   */
  Optional<StoredBatch> findBatch(String id);
}

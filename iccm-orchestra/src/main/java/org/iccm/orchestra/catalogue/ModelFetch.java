package org.iccm.orchestra.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.iccm.api.error.CancelledException;
import org.iccm.orchestra.internal.process.CacheLock;
import org.iccm.orchestra.internal.process.Cancellation;
import org.jspecify.annotations.Nullable;

/**
 * Brings a model's file here: the user's own file, else the user's cache, else the catalogue's
 * sources in order. The SHA-256 is always checked; what is checked is remembered by the file's size
 * and time of change. An interrupted or killed fetch goes on where it ended. Several processes may
 * fetch the same model: one does, the others wait. Thread-safe.
 *
 * <pre>{@code
 * Path file = ModelFetch.builder(ModelFetch.defaultCache()).build()
 *     .fetch(ModelCatalogue.bundled().get("qwen2.5-coder-0.5b-instruct"));
 * }</pre>
 *
 * @since 0.1.0
 */
public final class ModelFetch {
  final Path cache;
  final Path directory;
  final String python;
  private final Optional<Path> ownFile;
  private final boolean offline;
  final FetchListener listener;
  private final BooleanSupplier closed;
  private final ModelFiles files;
  private final ModelCheck check;

  private ModelFetch(Builder b) {
    this.cache = b.cache;
    this.directory = b.cache.resolve("models");
    this.python = b.python;
    this.ownFile = Optional.ofNullable(b.ownFile);
    this.offline = b.offline;
    this.listener = b.listener;
    this.closed = b.closed;
    this.files = new ModelFiles(directory);
    this.check = new ModelCheck(files, listener);
  }

  /**
   * The user's cache: {@code ICCM_CACHE}, else {@code iccm} below {@code XDG_CACHE_HOME}, else
   * {@code ~/.cache/iccm}.
   *
   * @return the directory, perhaps not there yet
   */
  public static Path defaultCache() {
    String own = System.getenv("ICCM_CACHE");
    if (own != null && !own.isBlank()) {
      return Path.of(own);
    }
    String all = System.getenv("XDG_CACHE_HOME");
    return all != null && !all.isBlank()
        ? Path.of(all, "iccm")
        : Path.of(System.getProperty("user.home"), ".cache", "iccm");
  }

  /**
   * The Python to use where none is named: {@code ICCM_PYTHON}, else {@code python3}.
   *
   * @return its command
   */
  public static String defaultPython() {
    String own = System.getenv("ICCM_PYTHON");
    if (own != null && !own.isBlank()) {
      return own;
    }
    return System.getProperty("os.name", "").startsWith("Windows") ? "python" : "python3";
  }

  /**
   * Starts a builder.
   *
   * @param cache the user's cache; files go to its directory {@code models}
   * @return a new builder
   */
  public static Builder builder(Path cache) {
    return new Builder(cache);
  }

  /**
   * Where a model's file is kept in the cache.
   *
   * @param model the model
   * @return the path, whether or not there is a file
   */
  public Path place(CatalogueModel model) {
    return directory.resolve(model.fileName());
  }

  /**
   * Whether {@link #fetch} would download.
   *
   * @param model the model
   * @return false if the file is there, checked or not
   */
  public boolean wouldDownload(CatalogueModel model) {
    return ownFile.isEmpty() && !Files.exists(place(model));
  }

  /**
   * Brings a model's file here and checks it.
   *
   * @param model the model
   * @return the file
   * @throws ModelFetchException if it is missing, wrong or cannot be had
   * @throws CancelledException if the thread is interrupted
   */
  public Path fetch(CatalogueModel model) {
    Cancellation cancellation = new Cancellation("fetch of model " + model.id(), closed);
    cancellation.check();
    if (ownFile.isPresent()) {
      return check.check(model, ownFile.get(), "correct the setting modelFile", cancellation);
    }
    Path file = place(model);
    String remedy = "delete it and run again to fetch it anew";
    if (Files.exists(file)) {
      return check.check(model, file, remedy, cancellation);
    }
    if (offline) {
      throw new ModelFetchException(
          model.id(),
          file.toString(),
          "model "
              + model.id()
              + " is not at "
              + file
              + ", and fetching is off: "
              + SourceDownload.byHand(model, file),
          null);
    }
    try (CacheLock lock =
        CacheLock.acquire(directory.resolve("." + model.fileName() + ".lock"), cancellation)) {
      if (Files.exists(file)) { // another process was faster
        return check.check(model, file, remedy, cancellation);
      }
      return new SourceDownload(this, files, cancellation).run(model);
    } catch (IOException e) {
      cancellation.check();
      throw new ModelFetchException(
          model.id(),
          directory.toString(),
          "cannot write "
              + directory
              + " ("
              + e
              + "): make it writable, or name another cache:"
              + " ICCM_CACHE=DIR",
          e);
    }
  }

  /**
   * The SHA-256 of a file that is in no catalogue; remembered like the others.
   *
   * @param modelId what it is called, for errors
   * @param file a GGUF file
   * @return 64 hexadecimal digits
   * @throws ModelFetchException if it is missing or no GGUF file
   */
  public String sha256(String modelId, Path file) {
    Cancellation cancellation = new Cancellation("check of " + file, closed);
    return check.sha256(modelId, file, cancellation);
  }

  /** Builds a {@link ModelFetch}. Not thread-safe. */
  public static final class Builder {
    private final Path cache;
    private String python = defaultPython();
    private @Nullable Path ownFile;
    private boolean offline;
    private FetchListener listener = (model, phase, done, total) -> {};
    private BooleanSupplier closed = () -> false;

    private Builder(Path cache) {
      this.cache = Objects.requireNonNull(cache, "cache");
    }

    /**
     * Sets the Python whose pip downloads.
     *
     * @param python its command or path
     * @return this builder
     */
    public Builder python(String python) {
      this.python = Objects.requireNonNull(python, "python");
      return this;
    }

    /**
     * Sets the user's own file, used where it is.
     *
     * @param ownFile the file
     * @return this builder
     */
    public Builder ownFile(Path ownFile) {
      this.ownFile = Objects.requireNonNull(ownFile, "ownFile");
      return this;
    }

    /**
     * Sets whether nothing may be downloaded.
     *
     * @param offline true to take what is there
     * @return this builder
     */
    public Builder offline(boolean offline) {
      this.offline = offline;
      return this;
    }

    /**
     * Sets who hears the progress.
     *
     * @param listener the listener
     * @return this builder
     */
    public Builder listener(FetchListener listener) {
      this.listener = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /**
     * Sets what ends a fetch early, besides an interrupt.
     *
     * @param closed true once the fetch should end with {@link CancelledException}
     * @return this builder
     */
    public Builder cancelledWhen(BooleanSupplier closed) {
      this.closed = Objects.requireNonNull(closed, "closed");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     */
    public ModelFetch build() {
      return new ModelFetch(this);
    }
  }
}

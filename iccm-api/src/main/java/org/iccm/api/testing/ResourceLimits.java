package org.iccm.api.testing;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one run may spend.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class ResourceLimits {
  private final long memoryBytes;
  private final double cpus;
  private final int processes;
  private final long outputBytes;
  private final long diskBytes;
  private final int openFiles;
  private final Duration timeFloor;
  private final double timeFactor;

  private ResourceLimits(Builder b) {
    this.memoryBytes = b.memoryBytes;
    this.cpus = b.cpus;
    this.processes = b.processes;
    this.outputBytes = b.outputBytes;
    this.diskBytes = b.diskBytes;
    this.openFiles = b.openFiles;
    this.timeFloor = b.timeFloor;
    this.timeFactor = b.timeFactor;
  }

  /**
   * Starts a builder.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder();
    b.memoryBytes = memoryBytes;
    b.cpus = cpus;
    b.processes = processes;
    b.outputBytes = outputBytes;
    b.diskBytes = diskBytes;
    b.openFiles = openFiles;
    b.timeFloor = timeFloor;
    b.timeFactor = timeFactor;
    return b;
  }

  /** Returns memory of the whole process tree, bytes. */
  public long memoryBytes() {
    return memoryBytes;
  }

  /** Returns processor cores. */
  public double cpus() {
    return cpus;
  }

  /** Returns processes and threads at once. */
  public int processes() {
    return processes;
  }

  /** Returns standard output and error together, bytes kept; more is cut. */
  public long outputBytes() {
    return outputBytes;
  }

  /** Returns bytes in all writable places together. */
  public long diskBytes() {
    return diskBytes;
  }

  /** Returns open files of a process. */
  public int openFiles() {
    return openFiles;
  }

  /** Returns the shortest time limit. */
  public Duration timeFloor() {
    return timeFloor;
  }

  /** Returns time limit as a multiple of the original's time, at least 1. */
  public double timeFactor() {
    return timeFactor;
  }

  /** Defaults for small applications. */
  public static final ResourceLimits DEFAULT = builder().build();

  /**
   * The time limit of a run: max(floor, factor x the original's time).
   *
   * @param original the original's time, zero if unknown
   * @return the limit
   */
  public Duration timeLimit(Duration original) {
    Duration scaled = Duration.ofMillis((long) Math.ceil(original.toMillis() * timeFactor));
    return scaled.compareTo(timeFloor) > 0 ? scaled : timeFloor;
  }

  /**
   * A canonical text for keys.
   *
   * @return all limits; none of them changes with load
   */
  public String canonical() {
    return "mem=%d cpus=%s procs=%d out=%d disk=%d files=%d floor=%s factor=%s"
        .formatted(
            memoryBytes, cpus, processes, outputBytes, diskBytes, openFiles, timeFloor, timeFactor);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof ResourceLimits o
            && memoryBytes == o.memoryBytes
            && Double.compare(cpus, o.cpus) == 0
            && processes == o.processes
            && outputBytes == o.outputBytes
            && diskBytes == o.diskBytes
            && openFiles == o.openFiles
            && timeFloor.equals(o.timeFloor)
            && Double.compare(timeFactor, o.timeFactor) == 0);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        memoryBytes, cpus, processes, outputBytes, diskBytes, openFiles, timeFloor, timeFactor);
  }

  @Override
  public String toString() {
    return "ResourceLimits[memoryBytes="
        + memoryBytes
        + ", cpus="
        + cpus
        + ", processes="
        + processes
        + ", outputBytes="
        + outputBytes
        + ", diskBytes="
        + diskBytes
        + ", openFiles="
        + openFiles
        + ", timeFloor="
        + timeFloor
        + ", timeFactor="
        + timeFactor
        + "]";
  }

  /** Builds a {@link ResourceLimits}. Not thread-safe. */
  public static final class Builder {
    private long memoryBytes = 512L << 20;
    private double cpus = 1.0;
    private int processes = 64;
    private long outputBytes = 1L << 20;
    private long diskBytes = 64L << 20;
    private int openFiles = 256;
    private Duration timeFloor = Duration.ofSeconds(10);
    private double timeFactor = 10.0;

    private Builder() {}

    /**
     * Sets memory of the whole process tree, bytes.
     *
     * @param memoryBytes the value
     * @return this builder
     */
    public Builder memoryBytes(long memoryBytes) {
      this.memoryBytes = memoryBytes;
      return this;
    }

    /**
     * Sets processor cores.
     *
     * @param cpus the value
     * @return this builder
     */
    public Builder cpus(double cpus) {
      this.cpus = cpus;
      return this;
    }

    /**
     * Sets processes and threads at once.
     *
     * @param processes the value
     * @return this builder
     */
    public Builder processes(int processes) {
      this.processes = processes;
      return this;
    }

    /**
     * Sets standard output and error together, bytes kept; more is cut.
     *
     * @param outputBytes the value
     * @return this builder
     */
    public Builder outputBytes(long outputBytes) {
      this.outputBytes = outputBytes;
      return this;
    }

    /**
     * Sets bytes in all writable places together.
     *
     * @param diskBytes the value
     * @return this builder
     */
    public Builder diskBytes(long diskBytes) {
      this.diskBytes = diskBytes;
      return this;
    }

    /**
     * Sets open files of a process.
     *
     * @param openFiles the value
     * @return this builder
     */
    public Builder openFiles(int openFiles) {
      this.openFiles = openFiles;
      return this;
    }

    /**
     * Sets the shortest time limit.
     *
     * @param timeFloor the value
     * @return this builder
     */
    public Builder timeFloor(Duration timeFloor) {
      this.timeFloor = Objects.requireNonNull(timeFloor, "timeFloor");
      return this;
    }

    /**
     * Sets time limit as a multiple of the original's time, at least 1.
     *
     * @param timeFactor the value
     * @return this builder
     */
    public Builder timeFactor(double timeFactor) {
      this.timeFactor = timeFactor;
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public ResourceLimits build() {
      if (memoryBytes < (16L << 20)
          || cpus <= 0
          || processes < 4
          || outputBytes < 1024
          || diskBytes < (1L << 20)
          || openFiles < 16
          || timeFactor < 1
          || timeFloor.isNegative()
          || timeFloor.isZero()) {
        throw new IllegalArgumentException(
            "a limit is below its minimum: memory 16 MiB, cpus above 0, processes 4, output 1 KiB, disk 1 MiB, files 16, factor 1, floor above 0");
      }
      return new ResourceLimits(this);
    }
  }
}

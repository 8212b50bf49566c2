package org.iccm.api.rollout;

import java.util.Objects;
import org.iccm.api.context.EngineeredContext;
import org.jspecify.annotations.Nullable;

/**
 * A context that a caller has already, for example one that a policy has just written: no engineer
 * is asked for it, the gate judges it as any other.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class GivenContext {
  private final String applicationId;
  private final String name;
  private final EngineeredContext context;

  private GivenContext(String applicationId, String name, EngineeredContext context) {
    this.applicationId = Objects.requireNonNull(applicationId, "applicationId");
    this.name = Objects.requireNonNull(name, "name");
    this.context = Objects.requireNonNull(context, "context");
  }

  /**
   * A context of an application.
   *
   * @param applicationId the application
   * @param name stands for an engineer's instance name in its rollouts
   * @param context the requirements
   * @return the context
   */
  public static GivenContext of(String applicationId, String name, EngineeredContext context) {
    return new GivenContext(applicationId, name, context);
  }

  /** Returns the application. */
  public String applicationId() {
    return applicationId;
  }

  /** Returns what stands for an engineer's instance name. */
  public String name() {
    return name;
  }

  /** Returns the requirements. */
  public EngineeredContext context() {
    return context;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof GivenContext o
            && applicationId.equals(o.applicationId)
            && name.equals(o.name)
            && context.equals(o.context));
  }

  @Override
  public int hashCode() {
    return Objects.hash(applicationId, name, context);
  }

  @Override
  public String toString() {
    return "GivenContext[applicationId="
        + applicationId
        + ", name="
        + name
        + ", context="
        + context
        + "]";
  }
}

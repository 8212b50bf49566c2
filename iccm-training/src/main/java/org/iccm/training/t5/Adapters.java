package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A model's adapters, of which one may be active, or merged into the weights. */
final class Adapters implements AutoCloseable {
  private final Map<String, Linear> linears;
  private final Map<String, Adapter> adapters = new LinkedHashMap<>();

  /** The weights as they were before a merge: subtracting would not give them back exactly. */
  private final Map<String, PtNDArray> before = new LinkedHashMap<>();

  private @Nullable PtNDManager beforeManager;
  private @Nullable String active;
  private @Nullable String merged;

  Adapters(Map<String, Linear> linears) {
    this.linears = linears;
  }

  void add(String name, Adapter adapter) {
    if (adapters.putIfAbsent(name, adapter) != null) {
      adapter.close();
      throw new IllegalArgumentException("there is an adapter '" + name + "' already");
    }
  }

  Adapter get(String name) {
    Adapter adapter = adapters.get(name);
    if (adapter == null) {
      throw new IllegalArgumentException(
          "there is no adapter '" + name + "'; there are " + adapters.keySet());
    }
    return adapter;
  }

  Set<String> names() {
    return Collections.unmodifiableSet(adapters.keySet());
  }

  @Nullable String active() {
    return active;
  }

  void use(@Nullable String name) {
    if (merged != null) {
      throw new IllegalStateException("adapter '" + merged + "' is merged: unmerge it first");
    }
    Map<String, LowRank> additions = name == null ? Map.of() : get(name).additions();
    linears.forEach((layer, linear) -> linear.addition(additions.get(layer)));
    active = name;
  }

  void remove(String name) {
    Adapter adapter = get(name);
    if (name.equals(active)) {
      use(null);
    }
    adapters.remove(name);
    adapter.close();
  }

  void merge(String name) {
    Adapter adapter = get(name);
    use(null);
    PtNDManager copies = Torch.newManager();
    beforeManager = copies;
    adapter
        .additions()
        .keySet()
        .forEach(
            layer -> {
              Linear linear = Objects.requireNonNull(linears.get(layer));
              before.put(layer, Torch.contiguous(copies, linear.weight()));
            });
    adapter.addTo(linears);
    merged = name;
  }

  void unmerge() {
    if (merged == null) {
      throw new IllegalStateException("no adapter is merged");
    }
    before.forEach(
        (layer, copy) ->
            Torch.memory(Objects.requireNonNull(linears.get(layer)).weight())
                .put(Torch.memory(copy)));
    before.clear();
    if (beforeManager != null) {
      beforeManager.close();
      beforeManager = null;
    }
    merged = null;
  }

  @Override
  public void close() {
    adapters.values().forEach(Adapter::close);
    if (beforeManager != null) {
      beforeManager.close();
    }
  }
}

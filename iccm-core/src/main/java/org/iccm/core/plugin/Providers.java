package org.iccm.core.plugin;

import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.iccm.api.plugin.Provider;
import org.iccm.core.config.Suggestion;

/**
 * The providers of one SPI on a class path. A broken one does not hide the others; it is named when
 * the wanted one is missing.
 *
 * @param <P> the SPI's provider type
 */
public final class Providers<P extends Provider<?>> {
  /** ServiceLoader may report one broken entry again and again; stop after so many. */
  private static final int MAX_BROKEN = 50;

  private final Class<P> type;
  private final List<P> found = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();

  private Providers(Class<P> type) {
    this.type = type;
  }

  /**
   * Looks for providers.
   *
   * @param type the SPI's provider type
   * @param loader where to look
   * @param <P> the SPI's provider type
   * @return what is there
   */
  public static <P extends Provider<?>> Providers<P> load(Class<P> type, ClassLoader loader) {
    Providers<P> providers = new Providers<>(type);
    Iterator<ServiceLoader.Provider<P>> it = ServiceLoader.load(type, loader).stream().iterator();
    while (providers.broken.size() < MAX_BROKEN) {
      String name = "";
      try {
        if (!it.hasNext()) {
          break;
        }
        ServiceLoader.Provider<P> next = it.next();
        name = next.type().getName() + " in " + jar(next.type());
        P provider = next.get();
        // one that cannot say its name is broken too
        if (provider.name().isBlank()) {
          throw new IllegalStateException("its name is blank");
        }
        providers.found.add(provider);
      } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        providers.broken.add((name.isEmpty() ? e.getMessage() : name) + " (" + cause + ")");
      }
    }
    return providers;
  }

  /**
   * Names of the providers.
   *
   * @return sorted
   */
  public List<String> names() {
    return found.stream().map(Provider::name).sorted().distinct().toList();
  }

  /**
   * Finds one by name.
   *
   * @param name the name
   * @return the provider
   * @throws NoSuchProvider if there is none, or more than one, or it speaks another SPI version
   */
  public P find(String name) throws NoSuchProvider {
    List<P> named = found.stream().filter(p -> p.name().equals(name)).toList();
    if (named.isEmpty()) {
      throw new NoSuchProvider(
          Suggestion.unknown("provider", name, names())
              + " ("
              + type.getSimpleName()
              + "s on the class path: "
              + describe(found)
              + ")"
              + (broken.isEmpty() ? "" : "; broken ones: " + String.join("; ", broken))
              + "; add the jar that has it, or write one of the known names");
    }
    if (named.size() > 1) {
      throw new NoSuchProvider(
          "provider '"
              + name
              + "' is there "
              + named.size()
              + " times: "
              + describe(named)
              + "; take one of the jars off the class path, or hand in an object by the builder");
    }
    P provider = named.get(0);
    if (provider.spiVersion() != Provider.SPI_VERSION) {
      throw new NoSuchProvider(
          describe(named)
              + " speaks SPI version "
              + provider.spiVersion()
              + ", this ICCM speaks "
              + Provider.SPI_VERSION
              + "; take a release of the plugin for this version");
    }
    return provider;
  }

  /**
   * All providers.
   *
   * @return in class path order
   */
  public List<P> all() {
    return List.copyOf(found);
  }

  private static String describe(List<? extends Provider<?>> providers) {
    return providers.stream()
        .map(
            p -> {
              String version = p.getClass().getPackage().getImplementationVersion();
              return p.name()
                  + (version == null ? "" : " " + version)
                  + " ["
                  + p.getClass().getName()
                  + " in "
                  + jar(p.getClass())
                  + "]";
            })
        .collect(Collectors.joining(", "));
  }

  private static String jar(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return "the class path";
    }
    String path = source.getLocation().getPath();
    String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return trimmed.substring(trimmed.lastIndexOf('/') + 1);
  }

  /** No provider can be given; the message says why and what to do. */
  public static final class NoSuchProvider extends Exception {
    private static final long serialVersionUID = 1L;

    NoSuchProvider(String message) {
      super(message);
    }
  }
}

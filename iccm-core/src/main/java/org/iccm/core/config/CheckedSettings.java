package org.iccm.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Option.Kind;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.Secret;
import org.iccm.api.plugin.Settings;
import org.jspecify.annotations.Nullable;

/** Settings that passed their plugin's declaration. */
final class CheckedSettings implements Settings {
  private final Options options;
  private final Map<String, Object> values;

  CheckedSettings(Options options, Map<String, Object> values) {
    this.options = options;
    this.values = Map.copyOf(values);
  }

  @Override
  public Optional<String> findText(String name) {
    Option option = declared(name);
    if (option.kind() != Kind.TEXT && option.kind() != Kind.CHOICE) {
      throw wrongKind(option, Kind.TEXT);
    }
    return Optional.ofNullable((String) values.get(name));
  }

  @Override
  public OptionalLong findInteger(String name) {
    Object v = value(name, Kind.INTEGER);
    return v == null ? OptionalLong.empty() : OptionalLong.of((Long) v);
  }

  @Override
  public OptionalDouble findDecimal(String name) {
    Object v = value(name, Kind.DECIMAL);
    return v == null ? OptionalDouble.empty() : OptionalDouble.of((Double) v);
  }

  @Override
  public boolean flag(String name) {
    return Boolean.TRUE.equals(value(name, Kind.FLAG));
  }

  @Override
  public Optional<Duration> findDuration(String name) {
    return Optional.ofNullable((Duration) value(name, Kind.DURATION));
  }

  @Override
  public Optional<Path> findPath(String name) {
    return Optional.ofNullable((Path) value(name, Kind.PATH));
  }

  @Override
  public List<String> textList(String name) {
    Object v = value(name, Kind.TEXT_LIST);
    if (!(v instanceof List<?> list)) {
      return List.of();
    }
    return list.stream().map(Object::toString).toList();
  }

  @Override
  public Optional<Secret> secret(String name) {
    return Optional.ofNullable((Secret) value(name, Kind.SECRET));
  }

  private @Nullable Object value(String name, Kind kind) {
    Option option = declared(name);
    if (option.kind() != kind) {
      throw wrongKind(option, kind);
    }
    return values.get(name);
  }

  private Option declared(String name) {
    return options
        .find(name)
        .orElseThrow(
            () -> new IllegalArgumentException("setting '" + name + "' is not in options()"));
  }

  private static IllegalArgumentException wrongKind(Option option, Kind asked) {
    return new IllegalArgumentException(
        "setting '" + option.name() + "' is declared " + option.kind() + ", read as " + asked);
  }

  @Override
  public String toString() {
    return "Settings" + values.keySet();
  }
}

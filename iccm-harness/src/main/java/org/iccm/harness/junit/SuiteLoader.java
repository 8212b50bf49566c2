package org.iccm.harness.junit;

import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loads the suite's classes and the candidate's. One loader for both, because tests may use what is
 * package-private; the suite's come first, so no candidate takes their place. Resources are plain
 * files of both; nothing that configures JUnit or Java is among them.
 */
final class SuiteLoader extends ClassLoader {
  private final Map<String, byte[]> suite;
  private final Map<String, byte[]> candidate;
  private final List<Path> places;

  SuiteLoader(
      ClassLoader parent,
      Map<String, byte[]> suite,
      Map<String, byte[]> candidate,
      List<Path> places) {
    super("suite", parent);
    this.suite = suite;
    this.candidate = candidate;
    this.places = places;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = suite.get(name);
    if (bytes == null) {
      bytes = candidate.get(name);
    }
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  @Override
  public @Nullable URL getResource(String name) {
    // what JUnit and the launcher are made of is nobody's resource
    return findResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) {
    URL found = findResource(name);
    return found == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(found));
  }

  @Override
  protected @Nullable URL findResource(String name) {
    if (name.endsWith(".java")
        || name.endsWith(".class")
        || name.startsWith("META-INF/")
        || name.equals("junit-platform.properties")) {
      return null;
    }
    for (Path place : places) {
      Path file = place.resolve(name).normalize();
      if (file.startsWith(place) && Files.isRegularFile(file)) {
        try {
          return file.toUri().toURL();
        } catch (MalformedURLException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return null;
  }
}

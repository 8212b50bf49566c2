package org.iccm.testkit.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.iccm.api.Iccm;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.doubles.ScriptedTestRunner;
import org.iccm.testkit.doubles.SettableClock;
import org.iccm.testkit.threads.IccmThreads;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Hands a test method, or its {@code @BeforeEach}, a wired {@link Iccm} of its own: scripted model
 * and runner, everything else as the product wires it, all in a temporary directory. The {@link
 * ScriptedLlmBackend}, the {@link ScriptedTestRunner} (if there is one of each) and the {@link
 * SettableClock} in it may be had as parameters too. After the test it closes all, fails the test
 * if a thread named {@code iccm-} is left, and deletes the directory.
 *
 * <p>{@link Iccm#builder()} has to find iccm-core: put it on the test class path.
 *
 * @since 0.1.0
 */
public final class IccmExtension implements ParameterResolver, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(IccmExtension.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** For JUnit. */
  public IccmExtension() {}

  private record Wired(Iccm iccm, IccmSetup setup, IccmThreads threads) {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Iccm.class
        || type == ScriptedLlmBackend.class
        || type == ScriptedTestRunner.class
        || type == SettableClock.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (context.getTestMethod().isEmpty()) {
      throw new ParameterResolutionException(
          "an Iccm belongs to one test; ask for it in a test method or in @BeforeEach");
    }
    Wired wired =
        context
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(Wired.class, key -> wire(context), Wired.class);
    Class<?> type = parameter.getParameter().getType();
    if (type == Iccm.class) {
      return wired.iccm();
    }
    if (type == SettableClock.class) {
      return wired.setup().clock();
    }
    Object part = wired.setup().part(type);
    if (part == null) {
      throw new ParameterResolutionException(
          "this test's Iccm has not exactly one "
              + type.getSimpleName()
              + "; keep those that you set up in fields");
    }
    return part;
  }

  private static Wired wire(ExtensionContext context) {
    IccmThreads threads = IccmThreads.now();
    IccmSetup setup = new IccmSetup(newDirectory());
    try {
      AnnotationSupport.findAnnotation(context.getElement(), IccmTest.class)
          .or(
              () ->
                  AnnotationSupport.findAnnotation(
                      context.getRequiredTestClass(),
                      IccmTest.class,
                      context.getEnclosingTestClasses()))
          .ifPresent(t -> ReflectionSupport.newInstance(t.customizer()).customize(setup));
      for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
        customize(instance, setup);
      }
      return new Wired(setup.build(), setup, threads);
    } catch (RuntimeException | Error e) {
      closeAll(setup.owned(), e);
      delete(setup.directory());
      throw e;
    }
  }

  private static void customize(Object instance, IccmSetup setup) {
    for (Method method :
        AnnotationSupport.findAnnotatedMethods(
            instance.getClass(), CustomizesIccm.class, HierarchyTraversalMode.TOP_DOWN)) {
      Class<?>[] parameters = method.getParameterTypes();
      if (parameters.length != 1 || parameters[0] != IccmSetup.class) {
        throw new ParameterResolutionException(
            "@CustomizesIccm method " + method + " must take one IccmSetup and nothing else");
      }
      ReflectionSupport.invokeMethod(
          method, Modifier.isStatic(method.getModifiers()) ? null : instance, setup);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Wired wired = context.getStore(NAMESPACE).remove(Wired.class, Wired.class);
    if (wired == null) {
      return;
    }
    List<AutoCloseable> parts = new ArrayList<>();
    parts.add(wired.iccm());
    parts.addAll(wired.setup().owned());
    try {
      Throwable failure = closeAll(parts, null);
      if (failure != null) {
        throw new AssertionError("a part of the Iccm could not be closed", failure);
      }
      wired.threads().assertNoneAdded(PATIENCE);
    } finally {
      delete(wired.setup().directory());
    }
  }

  private static @Nullable Throwable closeAll(
      List<AutoCloseable> parts, @Nullable Throwable earlier) {
    Throwable failure = earlier;
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception | AssertionError e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    return failure;
  }

  private static Path newDirectory() {
    try {
      return Files.createTempDirectory("iccm-test-");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary directory", e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + directory, e);
    }
  }
}

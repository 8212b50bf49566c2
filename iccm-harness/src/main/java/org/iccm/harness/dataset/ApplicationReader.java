package org.iccm.harness.dataset;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.iccm.api.application.Application;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.Gold;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;
import org.iccm.api.error.ApplicationException;
import org.iccm.api.error.ConfigurationException;
import org.iccm.core.requirements.RequirementFile;
import org.iccm.harness.archive.ArchiveUnpacker;
import org.iccm.harness.wheels.RequirementsLock;

/**
 * Reads an application from a directory:
 *
 * <pre>
 * metadata.json          id, name, description, language; also version, licence, source, domain,
 *                        tier, split (train or holdout), sourceRoot, testRoot, anything else
 * src/                   the sources (sourceRoot)
 * tests/                 the tests (testRoot), best in reward/ and report/
 * requirements.txt       optional: third-party packages, one a line; with hashes it is a lock itself
 * requirements.lock      optional: all packages with exact version and hashes; see RequirementsLock
 * gold_requirements.md   optional: an expert's requirements
 * </pre>
 *
 * <p>An application in Java is a Maven project: its sources are in {@code src/main/java}, its tests
 * in {@code src/test/java}, best in packages {@code reward} and {@code report}; plain files of
 * {@code src/main/resources} and {@code src/test/resources} go with them. Nobody reads its {@code
 * pom.xml}.
 *
 * <p>An archive of such a directory, {@code .zip}, {@code .tar} or {@code .tar.gz}, with or without
 * one directory around it, is read in its place; see {@link ArchiveUnpacker} for what is refused.
 *
 * <p>The directory is untrusted: sizes are limited ({@value #MAX_FILE_BYTES} bytes a file, {@value
 * #MAX_TOTAL_BYTES} bytes and {@value #MAX_FILES} files in sources or tests), links may not lead
 * out of it, all files are UTF-8 text. Files and directories whose names begin with a dot, and
 * {@code __pycache__}, are not read. Stateless and thread-safe.
 *
 * @since 0.1.0
 */
public final class ApplicationReader {
  /** Largest file. */
  public static final int MAX_FILE_BYTES = 512 * 1024;

  /** Largest sum of all sources, or of all tests. */
  public static final int MAX_TOTAL_BYTES = 4 * 1024 * 1024;

  /** Most sources, or tests. */
  public static final int MAX_FILES = 400;

  static final String METADATA = "metadata.json";
  static final String GOLD = "gold_requirements.md";
  static final String DEPENDENCIES = "requirements.txt";

  private final Set<String> languages;

  private ApplicationReader(Set<String> languages) {
    this.languages = new TreeSet<>(languages);
  }

  /**
   * A reader for the languages that ICCM itself supports.
   *
   * @return the reader
   */
  public static ApplicationReader standard() {
    return forLanguages(Set.of("python", "java"));
  }

  /**
   * A reader for other languages.
   *
   * @param languages names of supported languages, lower case
   * @return the reader
   */
  public static ApplicationReader forLanguages(Set<String> languages) {
    return new ApplicationReader(languages);
  }

  /**
   * Reads one application.
   *
   * @param place its directory, or an archive of it
   * @return the application
   * @throws ApplicationException if something is missing or wrong; it names file, place and remedy.
   *     Nothing of an archive stays on disk
   */
  public Application read(Path place) {
    if (!Files.isRegularFile(place)) {
      return read(Tree.open(place));
    }
    try (UnpackedApplication unpacked = UnpackedApplication.of(place)) {
      return read(unpacked.tree());
    }
  }

  private Application read(Tree tree) {
    Metadata metadata = Metadata.parse(tree, tree.text(METADATA).orElseThrow(() -> bare(tree)));
    if (!languages.contains(metadata.language())) {
      throw tree.fault(
          METADATA,
          "language '"
              + metadata.language()
              + "' is not supported: write one of "
              + String.join(", ", languages));
    }
    List<SourceFile> sources = files(tree, metadata.sourceRoot(), "the application's sources");
    if (sources.isEmpty()) {
      throw tree.fault(metadata.sourceRoot(), "holds no sources: put the application's files here");
    }
    List<SourceFile> tests = files(tree, metadata.testRoot(), "its tests");
    if (tests.stream().noneMatch(f -> isTest(metadata.language(), f.path()))) {
      throw tree.fault(
          metadata.testRoot(),
          metadata.language().equals("java")
              ? "holds no tests: put *Test.java files here, best in packages reward and report"
              : "holds no tests: put test_*.py files here, best in reward/ and report/");
    }
    try {
      ApplicationView view =
          ApplicationView.builder(
                  metadata.id(), metadata.name(), metadata.description(), metadata.language())
              .sources(sources)
              .metadata(metadata.others())
              .build();
      TestSuite suite =
          TestSuite.builder(metadata.id(), metadata.language(), tests)
              .dependencies(dependencies(tree))
              .build();
      Application.Builder application = Application.builder(view, suite).split(metadata.split());
      gold(tree).ifPresent(application::gold);
      return application.build();
    } catch (IllegalArgumentException e) {
      throw new ApplicationException(
          tree.name(), METADATA, tree.name() + ": " + METADATA + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads all applications of a directory: its subdirectories that hold {@code metadata.json}, or
   * the directory itself if it holds one.
   *
   * @param directory the directory, or an archive of one application
   * @return at least one application, in the order of their directories' names
   * @throws ApplicationException if there is none, or some cannot be read; it tells the faults of
   *     all
   */
  public List<Application> readAll(Path directory) {
    if (Files.isRegularFile(directory)
        || Files.exists(directory.resolve(METADATA), LinkOption.NOFOLLOW_LINKS)) {
      return List.of(read(directory));
    }
    List<Application> applications = new ArrayList<>();
    List<ApplicationException> faults = new ArrayList<>();
    Set<String> ids = new LinkedHashSet<>();
    for (Path child : subdirectories(directory)) {
      try {
        Application application = read(child);
        if (!ids.add(application.id())) {
          throw new ApplicationException(
              application.id(),
              METADATA,
              child + ": " + METADATA + ": id '" + application.id() + "' is taken: write another");
        }
        applications.add(application);
      } catch (ApplicationException e) {
        faults.add(e);
      }
    }
    if (faults.size() == 1) {
      throw faults.get(0);
    }
    if (!faults.isEmpty()) {
      throw new ApplicationException(
          directory.toString(),
          faults.get(0).place(),
          faults.stream().map(Throwable::getMessage).collect(Collectors.joining("\n")));
    }
    if (applications.isEmpty()) {
      throw new ApplicationException(
          directory.toString(),
          "",
          directory + ": no application here: name a directory with metadata.json, src and tests");
    }
    return List.copyOf(applications);
  }

  /** A lock's lines where there is one: it then tells all that is needed. */
  private static List<String> dependencies(Tree tree) {
    List<String> asked =
        tree.text(DEPENDENCIES)
            .map(
                t ->
                    t.contains("--hash=")
                        ? RequirementsLock.parse(tree.name(), DEPENDENCIES, t).lines()
                        : Dependencies.parse(tree, DEPENDENCIES, t))
            .orElse(List.of());
    Optional<RequirementsLock> lock =
        tree.text(RequirementsLock.FILE)
            .map(t -> RequirementsLock.parse(tree.name(), RequirementsLock.FILE, t));
    if (lock.isEmpty()) {
      return asked;
    }
    for (String dependency : asked) {
      if (!lock.get().holds(Dependencies.name(dependency))) {
        throw tree.fault(
            RequirementsLock.FILE,
            "lacks '" + dependency + "' of " + DEPENDENCIES + ": lock it too");
      }
    }
    return lock.get().lines();
  }

  private static List<Path> subdirectories(Path directory) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory, Files::isDirectory)) {
      for (Path child : children) {
        if (Files.exists(child.resolve(METADATA), LinkOption.NOFOLLOW_LINKS)) {
          found.add(child);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw Tree.unreadable(directory, e);
    }
    found.sort(null);
    return found;
  }

  private static boolean isTest(String language, String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return switch (language) {
      case "python" ->
          name.endsWith(".py") && (name.startsWith("test_") || name.endsWith("_test.py"));
      case "java" -> name.matches("Test.*\\.java|.*Tests?\\.java");
      default -> true;
    };
  }

  /** What lies in a Maven project's resources is beside its classes, as on a class path. */
  private static List<SourceFile> files(Tree tree, String root, String what) {
    List<SourceFile> files = tree.files(root, what);
    String resources = root.replaceFirst("(^|/)java$", "$1resources");
    if (resources.equals(root) || !tree.holds(resources)) {
      return files;
    }
    List<SourceFile> all = new ArrayList<>(files);
    for (SourceFile file : tree.files(resources, "resources")) {
      if (files.stream().anyMatch(f -> f.path().equals(file.path()))) {
        throw tree.fault(
            resources + "/" + file.path(), "is also in " + root + ": remove one of them");
      }
      all.add(file);
    }
    all.sort(null);
    return all;
  }

  private static Optional<Gold> gold(Tree tree) {
    return tree.text(GOLD)
        .map(
            text -> {
              try {
                return Gold.builder(RequirementFile.parse(text, GOLD)).build();
              } catch (ConfigurationException | IllegalArgumentException e) {
                throw new ApplicationException(
                    tree.name(), GOLD, tree.name() + ": " + e.getMessage(), e);
              }
            });
  }

  private static ApplicationException bare(Tree tree) {
    return tree.fault(
        METADATA,
        "is missing: write one, for example {\"id\": \"my-app\", \"name\": \"My app\","
            + " \"description\": \"What it does.\", \"language\": \"python\"}");
  }
}

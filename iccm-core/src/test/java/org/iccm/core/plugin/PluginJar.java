package org.iccm.core.plugin;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.iccm.api.plugin.LlmBackendProvider;
import org.iccm.api.plugin.Provider;

/** A plugin's jar, compiled and packed on the fly, so that lookup meets real jars. */
public final class PluginJar {
  private final Path directory;
  private final String file;
  private final String version;
  private final String pack;
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final List<String> services = new ArrayList<>();

  private PluginJar(Path directory, String file, String version) {
    this.directory = directory;
    // packages of one name share the first jar's version, as they do for everybody
    this.pack = file.replaceAll("[^a-z].*", "");
    this.file = file;
    this.version = version;
  }

  /** A jar to be. */
  public static PluginJar in(Path directory, String file, String version) {
    return new PluginJar(directory, file, version);
  }

  /** Adds a model provider; {@code body} goes into its class and may override what is there. */
  public PluginJar provider(String type, String name, String... body) {
    String members = String.join("\n", body);
    StringBuilder source = new StringBuilder("package " + pack + ";\nimport org.iccm.api.llm.*;\n");
    source.append("import org.iccm.api.plugin.*;\npublic class ").append(type);
    source.append(" implements LlmBackendProvider {\n").append(members).append('\n');
    if (!members.contains(" name()")) {
      source.append("public String name() { return \"").append(name).append("\"; }\n");
    }
    if (!members.contains(" create(")) {
      source.append(
          "public LlmBackend create(Settings s, ProviderContext c) {"
              + " throw new IllegalStateException(\"not to be made\"); }\n");
    }
    sources.put(type, source.append("}\n").toString());
    return service(pack + "." + type);
  }

  /** Adds a line to the service file. */
  public PluginJar service(String line) {
    services.add(line);
    return this;
  }

  /** Compiles and packs. */
  public Path make() throws IOException {
    Path classes = Files.createTempDirectory(directory, "classes");
    compile(classes);
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
    Path jar = directory.resolve(file);
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out, manifest);
        Stream<Path> files = Files.walk(classes)) {
      for (Path f : files.filter(Files::isRegularFile).toList()) {
        packed.putNextEntry(new JarEntry(classes.relativize(f).toString().replace('\\', '/')));
        packed.write(Files.readAllBytes(f));
      }
      packed.putNextEntry(new JarEntry("META-INF/services/" + LlmBackendProvider.class.getName()));
      packed.write(String.join("\n", services).getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  private void compile(Path classes) throws IOException {
    if (sources.isEmpty()) {
      return;
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String api =
        Path.of(URI.create(Provider.class.getProtectionDomain().getCodeSource().getLocation() + ""))
            .toString();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<JavaFileObject> units = new ArrayList<>();
      sources.forEach((type, text) -> units.add(new Source(pack + "." + type, text)));
      boolean well =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of("-d", classes.toString(), "-cp", api, "-proc:none", "-nowarn"),
                  null,
                  units)
              .call();
      if (!well) {
        throw new IllegalStateException(messages.toString());
      }
    }
  }

  /** A class path of these jars above the test's own. */
  public static URLClassLoader loader(Path... jars) throws IOException {
    URL[] urls = new URL[jars.length];
    for (int i = 0; i < jars.length; i++) {
      urls[i] = jars[i].toUri().toURL();
    }
    return new URLClassLoader(urls, PluginJar.class.getClassLoader());
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String type, String text) {
      super(URI.create("string:///" + type.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}

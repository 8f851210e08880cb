import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/// Makes `target/linnet-bundle-VERSION`, the command line without figures and with a Java of its own, packs it, and proves
/// that the packed one works in an empty environment. `mvn -Pbundle` calls it; docs/decisions/0014-bundle.md says why it is
/// as it is.
///
/// Arguments: the root of the project, the version, the jar of the last module, its class path.
final class Bundle {
  /// Of the folder on disk and of its archive: 60 MB are 60,000,000 bytes.
  private static final long LARGEST = 60_000_000;
  private static final long BLOCK = 4096;

  /// What the libraries need beside Linnet's own modules, which jdeps finds: jqwik and JUnit log, Jackson names
  /// `org.w3c.dom.Node`. Not by jdeps, which would add all of java.desktop for windows of EJML that nobody opens.
  private static final List<String> MODULES_OF_LIBRARIES = List.of("java.logging", "java.xml");

  /// The licence of each library, by the beginning of its file name.
  private static final Map<String, String> LICENCES = new TreeMap<>(Map.ofEntries(
      Map.entry("apiguardian-api-", "Apache License 2.0, https://github.com/apiguardian-team/apiguardian"),
      Map.entry("commons-numbers-", "Apache License 2.0, https://commons.apache.org/numbers"),
      Map.entry("ejml-", "Apache License 2.0, https://ejml.org"),
      Map.entry("hipparchus-", "Apache License 2.0, https://hipparchus.org"),
      Map.entry("jackson-", "Apache License 2.0, https://github.com/FasterXML/jackson"),
      Map.entry("jqwik-", "Eclipse Public License 2.0, https://jqwik.net"),
      Map.entry("junit-platform-", "Eclipse Public License 2.0, https://junit.org"),
      Map.entry("katex-", "MIT License, fonts SIL Open Font License 1.1, https://katex.org"),
      Map.entry("linnet-", "Apache License 2.0, in the file LICENSE"),
      Map.entry("opentest4j-", "Apache License 2.0, https://github.com/ota4j-team/opentest4j"),
      Map.entry("picocli-", "Apache License 2.0, https://picocli.info"),
      Map.entry("snakeyaml-engine-", "Apache License 2.0, https://bitbucket.org/snakeyaml/snakeyaml-engine")));

  private final Path root;
  private final String version;
  private final List<Path> jars;
  private final Path folder;
  private final Path archive;

  private Bundle(Path root, String version, List<Path> jars) {
    this.root = root;
    this.version = version;
    this.jars = jars;
    this.folder = root.resolve("target", "linnet-bundle-" + version);
    this.archive = folder.resolveSibling(folder.getFileName() + ".tar.gz");
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<Path> jars = new ArrayList<>(List.of(Path.of(arguments[2])));
    Stream.of(arguments[3].split(File.pathSeparator)).filter(path -> path.endsWith(".jar")).map(Path::of)
        .forEach(jars::add);
    try {
      new Bundle(Path.of(arguments[0]), arguments[1], jars).make();
    } catch (Refused refused) {
      System.err.println("bundle: " + refused.getMessage());
      System.exit(1);
    }
  }

  private void make() throws IOException, InterruptedException {
    delete(folder);
    Files.deleteIfExists(archive);
    Files.createDirectories(folder.resolve("lib"));
    for (Path jar : jars) {
      Files.copy(jar, folder.resolve("lib", jar.getFileName().toString()));
    }
    String launcher = windows() ? "linnet.cmd" : "linnet";
    for (String file : List.of(launcher, "LICENSE")) {
      Files.copy(root.resolve(file), folder.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
    }
    String commit = commit();
    Files.writeString(folder.resolve("lib", "commit"), commit);
    Files.writeString(folder.resolve("NOTICE"), notice());
    Files.writeString(folder.resolve("README.md"), readme(launcher));
    link();
    stripSymbols();
    requireSize("the folder " + folder, onDisk(folder));
    run(folder.getParent(), "tar", "-czf", archive.toString(), folder.getFileName().toString());
    requireSize("the archive " + archive, Files.size(archive));
    prove(launcher, commit);
  }

  // what it is made of

  /// The run-time image, with the modules that Linnet's classes use and the libraries need.
  private void link() {
    String own = tool("jdeps", Stream.concat(
        Stream.of("--multi-release", String.valueOf(Runtime.version().feature()), "--ignore-missing-deps",
            "--no-recursive", "--print-module-deps"),
        jars.stream().filter(jar -> jar.getFileName().toString().startsWith("linnet-")).map(Path::toString)));
    String modules = own.strip() + "," + String.join(",", MODULES_OF_LIBRARIES);
    tool("jlink", Stream.of("--add-modules", modules, "--strip-java-debug-attributes", "--no-man-pages",
        "--no-header-files", "--compress=zip-9", "--output", folder.resolve("runtime").toString()));
    System.out.println("modules: " + modules);
  }

  /// Takes the symbol table out of the virtual machine, 5 MB that only a debugger reads.
  private void stripSymbols() throws IOException, InterruptedException {
    Path machine = folder.resolve("runtime", "lib", "server", "libjvm.so");
    if (Files.exists(machine)) {
      try {
        run(root, "objcopy", "--strip-unneeded", machine.toString());
      } catch (IOException absent) {
        System.out.println("libjvm.so keeps its symbol table: there is no objcopy (package binutils) here");
      }
    }
  }

  /// The commit that this was built from; empty outside a work tree.
  private String commit() throws InterruptedException {
    try {
      return run(root, "git", "describe", "--always", "--abbrev=12", "--dirty", "--exclude=*").strip();
    } catch (IOException | Refused _) {
      return "";
    }
  }

  private String notice() {
    StringBuilder text = new StringBuilder("Linnet " + version + "\n\nThis folder contains\n\n");
    for (Path jar : jars.stream().sorted(Comparator.comparing(Path::getFileName)).toList()) {
      String name = jar.getFileName().toString();
      String licence = LICENCES.keySet().stream().filter(name::startsWith).findFirst().map(LICENCES::get).orElseThrow(
          () -> new Refused("the licence of lib/" + name + " is not known: add it to LICENCES in build/Bundle.java"));
      text.append("lib/%s: %s%n".formatted(name, licence));
    }
    return text.append("""
        runtime: Java %s by %s, GNU General Public License 2 with the Classpath Exception, sources at %s;
          the notices of its parts are in runtime/legal

        The libraries are unchanged, with the notices that they carry in META-INF. The Apache License is in the file LICENSE,
        the Eclipse Public License in META-INF/LICENSE.md of lib/junit-platform-commons, the others in the jars they are for.
        """.formatted(Runtime.version(), System.getProperty("java.vendor"), System.getProperty("java.vendor.url")))
        .toString();
  }

  private String readme(String launcher) {
    String command = windows() ? launcher : "./" + launcher;
    return """
        # Linnet %s for %s %s

        Nothing needs to be installed: Java is in `runtime`. Figures are left out.

        ```
        tar -xzf %s && cd %s
        %s doctor
        %s bench
        ```
        """.formatted(version, System.getProperty("os.name"), System.getProperty("os.arch"), archive.getFileName(),
        folder.getFileName(), command, command);
  }

  // what must hold

  private static void requireSize(String what, long bytes) {
    System.out.printf("%s: %.1f MB%n", what, bytes / 1e6);
    if (bytes > LARGEST) {
      throw new Refused("%s must be at most %.0f MB, got %.1f MB; ".formatted(what, LARGEST / 1e6, bytes / 1e6)
          + "without objcopy (package binutils) the virtual machine takes 5 MB more, else look for a library too many");
    }
  }

  /// Bytes in whole blocks, as a file system stores them.
  private static long onDisk(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(file -> Math.ceilDiv(file.toFile().length(), BLOCK) * BLOCK).sum();
    }
  }

  /// Unpacks the archive elsewhere and uses it there with no environment at all.
  private void prove(String launcher, String commit) throws IOException, InterruptedException {
    Path elsewhere = Files.createTempDirectory("linnet-bundle");
    try {
      run(elsewhere, "tar", "-xzf", archive.toString());
      Path home = elsewhere.resolve(folder.getFileName());
      String linnet = home.resolve(launcher).toString();
      requireText(home.resolve("runtime").toRealPath().toString(), alone(home, linnet, "doctor"));
      requireText("cpu (Vector API", alone(home, linnet, "train", "--epochs", "1"));
      requireText("INN-4.5", alone(home, linnet, "claims"));
      alone(home, linnet, "verify", "INN-4.5", "--out", "evidence");
      requireText("\"commit\" : \"%s\"".formatted(commit), Files.readString(home.resolve("evidence", "claims.json")));
    } finally {
      delete(elsewhere);
    }
    System.out.println("doctor, train, claims and verify work in an empty environment");
  }

  private static void requireText(String expected, String text) {
    if (!text.contains(expected)) {
      throw new Refused("the bundle should say " + expected + ", but says\n" + text);
    }
  }

  // tools

  private static String tool(String name, Stream<String> arguments) {
    ToolProvider tool = ToolProvider.findFirst(name).orElseThrow(
        () -> new Refused("this Java has no " + name + ": use a whole JDK, " + System.getProperty("java.home")));
    var written = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(written, true);
    if (tool.run(out, out, arguments.toArray(String[]::new)) != 0) {
      throw new Refused(name + " failed:\n" + written);
    }
    return written.toString();
  }

  /// Runs a command with an empty environment and returns what it says.
  private static String alone(Path where, String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    return said(where, builder);
  }

  /// Runs a tool of this machine and returns what it says.
  private static String run(Path where, String... command) throws IOException, InterruptedException {
    return said(where, new ProcessBuilder(command));
  }

  private static String said(Path where, ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.directory(where.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new Refused(String.join(" ", builder.command()) + " ended with " + process.exitValue() + ":\n" + said);
    }
    return said;
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static boolean windows() {
    return System.getProperty("os.name").startsWith("Windows");
  }

  /// The bundle cannot be made or does not work; the message says why.
  private static final class Refused extends RuntimeException {
    Refused(String why) {
      super(why);
    }
  }
}

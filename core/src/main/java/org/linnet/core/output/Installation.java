package org.linnet.core.output;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The program and the machine that made a result.
///
/// @param version of Linnet
/// @param commit its git commit, with `-dirty` where files were changed; empty where it does not run from a work tree
/// @param jdk the Java run time
/// @param system operating system and architecture
/// @param processor its name, as far as the system tells; else empty
/// @param cores that the run may use
public record Installation(String version, String commit, String jdk, String system, String processor, int cores) {

  /// Here and now.
  public static Installation here() {
    return new Installation(currentVersion(), describedCommit(),
        System.getProperty("java.vm.vendor") + " " + Runtime.version(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"), processorName(),
        Runtime.getRuntime().availableProcessors());
  }

  /// The version of Linnet that these classes were built from.
  public static String currentVersion() {
    try (InputStream in = Installation.class.getResourceAsStream("version")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// The commit that a bundle was made from; else of the work tree that these classes were compiled in.
  private static String describedCommit() {
    try {
      Path code = Path.of(Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path bundled = code.resolveSibling("commit");
      if (Files.exists(bundled)) {
        return Files.readString(bundled);
      }
      Process git = new ProcessBuilder("git", "describe", "--always", "--abbrev=12", "--dirty", "--exclude=*")
          .directory(code.getParent().toFile()).redirectError(ProcessBuilder.Redirect.DISCARD)
          .redirectInput(ProcessBuilder.Redirect.from(new File(nullDevice()))).start();
      String described = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0 ? described.strip() : "";
    } catch (IOException | URISyntaxException | UnsupportedOperationException noGit) {
      return "";
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static String nullDevice() {
    return File.separatorChar == '\\' ? "NUL" : "/dev/null";
  }

  private static String processorName() {
    Path cpuinfo = Path.of("/proc/cpuinfo");
    if (Files.isReadable(cpuinfo)) {
      try (Stream<String> lines = Files.lines(cpuinfo)) {
        return lines.filter(line -> line.startsWith("model name")).map(line -> line.replaceFirst(".*?:\\s*", ""))
            .findFirst().orElse("");
      } catch (IOException _) {
        return "";
      }
    }
    return System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", "");
  }
}

package org.linnet.figures.gallery;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.linnet.core.cli.Linnet;

/// The program and the machine that drew a figure.
///
/// @param linnet its version
/// @param commit its git commit, with `-dirty` where files were changed; empty where it does not run from a work tree
/// @param jdk the JDK
/// @param device what computed
/// @param processor its name, as far as the system tells
public record Machine(String linnet, String commit, String jdk, String system, String device, String processor,
    int threads) {

  static Machine here(int threads) {
    String version = Linnet.class.getPackage().getImplementationVersion();
    return new Machine(version == null ? "development" : version, describedCommit(),
        System.getProperty("java.vm.vendor") + " " + Runtime.version(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"), "cpu", processorName(), threads);
  }

  /// The commit of the work tree that these classes were compiled in.
  private static String describedCommit() {
    try {
      Path code = Path.of(Machine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
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

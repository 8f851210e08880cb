package org.linnet.verify.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.linnet.core.cli.Linnet;
import org.linnet.verify.evidence.Settings;

/// Where, when and with what the evidence was gathered.
///
/// @param commit of the working tree, marked `+` if it had changes; empty without git
public record Provenance(String version, Optional<String> commit, String jdk, String machine, Instant date,
    Settings settings) {

  /// Here and now.
  public static Provenance here(Settings settings) {
    String version = Linnet.class.getPackage().getImplementationVersion();
    return new Provenance(version == null ? "development" : version, head(),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
            + Runtime.getRuntime().availableProcessors() + " cores",
        Instant.now().truncatedTo(ChronoUnit.SECONDS), settings);
  }

  /// What ran on a GPU.
  public String cuda() {
    return "not run: no device";
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", version);
    json.put("commit", commit.orElse(null));
    json.put("jdk", jdk);
    json.put("machine", machine);
    json.put("cuda", cuda());
    json.put("date", date.toString());
    json.put("seed", settings.seed());
    json.put("trials", settings.trials());
    json.put("threads", settings.threads());
    return json;
  }

  private static Optional<String> head() {
    Optional<String> head = git("rev-parse", "--short=12", "HEAD");
    return head.map(hash -> hash + (git("status", "--porcelain").map(String::isEmpty).orElse(true) ? "" : "+"));
  }

  private static Optional<String> git(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "git";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    try {
      Process git = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String out = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor() == 0 ? Optional.of(out) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}

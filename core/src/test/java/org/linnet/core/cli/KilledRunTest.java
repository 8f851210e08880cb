package org.linnet.core.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.linnet.core.JavaProcess;
import org.linnet.core.random.RandomStream;

/// **Oracle**: the same run in one go; its last checkpoint and its log, byte by byte.
///
/// **If wrong**: a killed job has to start again.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there, processes are ended without a signal")
class KilledRunTest {
  private static final int STEPS = 200;

  @TempDir
  private Path folder;

  @Test
  void aRunThatIsKilledAtAnyMomentGoesOnAsIfNothingHadHappened() throws Exception {
    RandomStream random = RandomStream.of(4);
    Path checkpoint = folder.resolve("killed");
    int midRun = 0;
    for (int life = 0; life < 3; life++) {
      Process process = start(checkpoint, life > 0);
      awaitChange(process, checkpoint);
      Thread.sleep(random.nextInt(20));
      process.destroyForcibly().waitFor();
      midRun += process.exitValue() == 137 ? 1 : 0;
      assertTrue(process.exitValue() == 137 || process.exitValue() == 0, () -> "life ended with " + errors());
    }
    assertTrue(midRun > 0, "no run was killed before its end");
    assertSameAsInOneGo(checkpoint);
  }

  @Test
  void aRunThatIsToldToEndWritesWhereItIs() throws Exception {
    Path checkpoint = folder.resolve("told");
    Process process = start(checkpoint, false);
    awaitChange(process, checkpoint);
    process.destroy();
    assertEquals(143, process.waitFor(), this::errors);
    assertTrue(errors().matches("(?s).*linnet: interrupted after step \\d+; the checkpoint is written: give the same "
        + "command with --resume to go on\\R"), errors());
    assertSameAsInOneGo(checkpoint);
  }

  private void assertSameAsInOneGo(Path checkpoint) throws IOException {
    Path whole = folder.resolve("whole");
    assertEquals(ExitCode.OK, run(arguments(whole, false, "1000steps")));
    assertEquals(ExitCode.OK, run(arguments(checkpoint, true, "1000steps")));
    assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(checkpoint));
    assertEquals(Files.readString(log(whole)), Files.readString(log(checkpoint)));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(), files.filter(file -> file.toString().endsWith(".part")).toList());
    }
  }

  private static int run(List<String> arguments) {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return Linnet.run(nowhere, nowhere, arguments.toArray(String[]::new));
  }

  private static List<String> arguments(Path checkpoint, boolean resume, String every) {
    List<String> arguments = new ArrayList<>(List.of("train", "--steps-total", "" + STEPS, "--eval-every", "30steps",
        "--samples", "300", "--width", "8", "--steps", "3", "--optimiser", "adam", "--rate", "0.01", "--threads", "1",
        "--checkpoint", checkpoint.toString(), "--checkpoint-every", every, "--log", log(checkpoint).toString()));
    if (resume) {
      arguments.add("--resume");
    }
    return arguments;
  }

  private static Path log(Path checkpoint) {
    return checkpoint.resolveSibling(checkpoint.getFileName() + ".jsonl");
  }

  private Process start(Path checkpoint, boolean resume) throws IOException {
    List<String> flags = List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
        "-Dlinnet.cuda.path=" + System.getProperty("linnet.cuda.path", ""));
    return JavaProcess.of(Linnet.class, flags, arguments(checkpoint, resume, "1steps"))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(folder.resolve("errors").toFile()).start();
  }

  private String errors() {
    try {
      return Files.readString(folder.resolve("errors"));
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  /// Waits until the process has written the checkpoint, or ended.
  private static void awaitChange(Process process, Path checkpoint) throws Exception {
    FileTime before = Files.exists(checkpoint) ? Files.getLastModifiedTime(checkpoint) : null;
    while (process.isAlive()
        && (!Files.exists(checkpoint) || Files.getLastModifiedTime(checkpoint).equals(before))) {
      Thread.sleep(1);
    }
  }
}

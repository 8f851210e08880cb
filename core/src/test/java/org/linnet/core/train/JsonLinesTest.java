package org.linnet.core.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// **Oracle**: lines written by hand from RFC 8259; the log of a run without interruption.
///
/// **If wrong**: curves are drawn from numbers that the run did not have.
class JsonLinesTest {
  private static final Map<String, String> RUN = Map.of("--log", "C:\\a \"b\"\n");
  private static final String FIRST = "{\"run\":{\"--log\":\"C:\\\\a \\\"b\\\"\\u000a\"}}";

  @TempDir
  private Path folder;

  @Test
  void aLineIsOneEvaluation() throws IOException {
    Path file = folder.resolve("log");
    JsonLines log = JsonLines.to(file, RUN);
    log.onStart(100);
    log.onEvaluation(new Report(0, 0, OptionalDouble.empty(), 0, new Evaluation(0.5, 0.1), Map.of()));
    log.onEvaluation(new Report(10, 2.5, OptionalDouble.of(1e-7), 3, new Evaluation(0.25, 0.75),
        Map.of(Metric.CONDITION, List.of(Double.POSITIVE_INFINITY, 3.0))));
    log.onEnd(new Ending.StoppedEarly(10, "it is enough"));
    assertEquals(List.of(FIRST, "{\"step\":0,\"epoch\":0.0,\"energy\":null,\"raised\":0,\"loss\":0.5,\"accuracy\":0.1}",
        "{\"step\":10,\"epoch\":2.5,\"energy\":1.0E-7,\"raised\":3,\"loss\":0.25,\"accuracy\":0.75,\"condition\":[null,3.0]}",
        "{\"step\":10,\"end\":\"StoppedEarly\",\"reason\":\"it is enough\"}"), Files.readAllLines(file));
  }

  @Test
  void aResumedLogIsThatOfARunWithoutInterruption() throws IOException {
    Path whole = folder.resolve("whole");
    JsonLines log = JsonLines.to(whole, RUN);
    log.onStart(20);
    for (int step = 0; step <= 20; step += 4) {
      log.onEvaluation(report(step));
    }
    log.onEnd(new Ending.Completed(20));

    Path file = folder.resolve("log");
    JsonLines killed = JsonLines.to(file, RUN);
    killed.onStart(20);
    for (int step = 0; step <= 12; step += 4) {
      killed.onEvaluation(report(step));
    }
    killed.onEnd(new Ending.Interrupted(8));
    Files.writeString(file, "{\"step\":8,\"epoch\":4.0,\"ener", StandardOpenOption.APPEND);
    JsonLines resumed = JsonLines.to(file, RUN);
    resumed.onResume(8, 20); // the checkpoint is older than the last lines
    for (int step = 12; step <= 20; step += 4) {
      resumed.onEvaluation(report(step));
    }
    resumed.onEnd(new Ending.Completed(20));
    assertEquals(Files.readString(whole), Files.readString(file));
  }

  @Test
  void aResumedRunMayStartALog() throws IOException {
    Path file = folder.resolve("log");
    JsonLines log = JsonLines.to(file, RUN);
    log.onResume(10, 20);
    log.onEvaluation(report(12));
    assertEquals(2, Files.readAllLines(file).size());
  }

  /// A run that is killed before its first checkpoint has to start again, with the same log.
  @Test
  void aRunThatStartsAgainTakesOverALogThatEndsBeforeItsFirstStep() throws IOException {
    Path file = folder.resolve("log");
    JsonLines killed = JsonLines.to(file, RUN);
    killed.onStart(20);
    killed.onEvaluation(report(0));
    JsonLines again = JsonLines.to(file, RUN);
    again.onStart(20);
    again.onEvaluation(report(0));
    again.onEvaluation(report(4));
    assertEquals(3, Files.readAllLines(file).size());
    assertThrows(UncheckedIOException.class, () -> JsonLines.to(file, RUN).onStart(20),
        "now there is something to lose");
    Path other = folder.resolve("other");
    JsonLines.to(other, Map.of("--rate", "1")).onStart(20);
    assertThrows(UncheckedIOException.class, () -> JsonLines.to(other, RUN).onStart(20), "that of another run");
  }

  @Test
  void aResumedRunTouchesNoFileButItsOwnLog() throws IOException {
    Path thesis = Files.write(folder.resolve("thesis"), new byte[]{'\\', (byte) 0xe9, '\n', 0});
    JsonLines log = JsonLines.to(thesis, RUN);
    assertEquals(thesis + " is not the log of the run that is resumed: choose another file for the log",
        assertThrows(UncheckedIOException.class, () -> log.onResume(8, 20)).getCause().getMessage());
    assertArrayEquals(new byte[]{'\\', (byte) 0xe9, '\n', 0}, Files.readAllBytes(thesis));
    Path other = folder.resolve("other");
    JsonLines.to(other, Map.of("--rate", "1")).onStart(20);
    assertThrows(UncheckedIOException.class, () -> JsonLines.to(other, RUN).onResume(8, 20), "that of another run");
  }

  @Test
  void aLogIsNotOverwrittenAndAMissingFolderIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("log"), "mine");
    assertEquals(file + " is there already: choose another file for the log",
        assertThrows(UncheckedIOException.class, () -> JsonLines.to(file, RUN).onStart(1)).getCause().getMessage());
    assertEquals("mine", Files.readString(file));
    Path nowhere = folder.resolve("nowhere/log");
    assertEquals("cannot write the log " + nowhere + " (there is no folder " + folder.resolve("nowhere") + ")",
        assertThrows(UncheckedIOException.class, () -> JsonLines.to(nowhere, RUN).onStart(1)).getCause().getMessage());
  }

  private static Report report(long step) {
    return new Report(step, step / 4.0, OptionalDouble.of(step / 3.0), 0, new Evaluation(1.0 / (1 + step), 0.5),
        Map.of());
  }
}

package org.linnet.core.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/// **Oracle**: the arithmetic of rate and remaining time, on a clock that the test sets.
class ProgressTest {
  private final StringWriter drawn = new StringWriter();
  private long seconds;

  private Progress progress(long total, boolean terminal) {
    return new Progress("training", total, new PrintWriter(drawn), terminal, () -> seconds * 1_000_000_000);
  }

  /// One step in two seconds, and 49 are left. What is beyond a narrow terminal's margin is cut (7l), not wrapped.
  @Test
  void whatWasDoneBeforeCountsForTheBarButNotForTheRate() {
    try (Progress progress = progress(100, true)) {
      progress.skip(50);
      seconds = 2;
      progress.step();
      assertEquals("\r\033[K\033[?7ltraining [############............] 51/100  0.5/s  1:38 left\033[?7h",
          drawn.toString());
    }
    assertTrue(drawn.toString().endsWith("\r\033[K"), "the bar is cleared");
  }

  @Test
  void elsewhereNothingIsDrawnInTheFirstSecondsAndNothingCleared() {
    try (Progress progress = progress(100, false)) {
      seconds = 4;
      progress.step(99);
      progress.clear();
    }
    assertEquals("", drawn.toString());
  }

  @Test
  void elsewhereThereIsALineForEachTenthOfTheWork() {
    try (Progress progress = progress(1000, false)) {
      progress.skip(100);
      while (seconds < 900) {
        seconds++;
        progress.step();
      }
    }
    List<String> lines = drawn.toString().lines().toList();
    assertEquals(9, lines.size(), drawn.toString());
    assertEquals("training: 200 of 1000, 1.0/s, 13:20 left", lines.getFirst());
    assertEquals("training: 1000 of 1000, 1.0/s, 0:00 left", lines.getLast());
  }

  /// There is no rate yet to divide by.
  @Test
  void aBarWithoutProgressPromisesNothing() {
    Progress progress = progress(1000, true);
    seconds = 1;
    progress.step(0);
    assertEquals("\r\033[K\033[?7ltraining [........................] 0/1000  0.0/s  \033[?7h", drawn.toString());
  }

  /// Java knows whether input and output are a terminal, and draws on neither.
  @Test
  void theLauncherKnowsWhetherStandardErrorIsATerminal() {
    for (boolean terminal : new boolean[]{true, false}) {
      System.setProperty("linnet.terminal", "" + terminal);
      try (Progress progress = Progress.on(new PrintWriter(drawn), "training", 100)) {
        progress.clear();
        assertEquals(terminal ? "\r\033[K" : "", drawn.toString());
      } finally {
        System.clearProperty("linnet.terminal");
      }
      drawn.getBuffer().setLength(0);
    }
  }
}

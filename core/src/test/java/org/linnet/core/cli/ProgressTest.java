package org.linnet.core.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// **Oracle**: the arithmetic of rate and remaining time; no bar is drawn in the first tenth of a second.
class ProgressTest {
  private static final Pattern BAR = Pattern.compile(
      "\r\033\\[Ktraining \\[#{12}\\.{12}] 51/100 {2}(\\d+\\.\\d)/s {2}(\\d+):(\\d\\d) left");
  private final StringWriter drawn = new StringWriter();

  /// One step in at least 0.1 s is a rate of at most 10 a second, whatever was done before.
  @Test
  void whatWasDoneBeforeCountsForTheBarButNotForTheRate() throws InterruptedException {
    try (Progress progress = new Progress("training", 100, new PrintWriter(drawn), true)) {
      progress.skip(50);
      Thread.sleep(101);
      progress.step();
      Matcher bar = BAR.matcher(drawn.toString());
      assertTrue(bar.matches(), drawn.toString());
      double rate = Double.parseDouble(bar.group(1));
      assertTrue(rate <= 10, drawn.toString());
      int left = 60 * Integer.parseInt(bar.group(2)) + Integer.parseInt(bar.group(3));
      assertEquals(49 / rate, left, 1 + 49 / rate * 0.05 / rate, drawn.toString());
    }
    assertTrue(drawn.toString().endsWith("\r\033[K"), "the bar is cleared");
  }

  @Test
  void elsewhereNothingIsDrawnInTheFirstSecondsAndNothingCleared() {
    try (Progress progress = new Progress("training", 100, new PrintWriter(drawn), false)) {
      progress.step();
      progress.clear();
    }
    assertEquals("", drawn.toString());
  }
}

package org.linnet.core.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Progress of long work on standard error: a bar with rate and remaining time on a terminal, plain lines (one each
/// tenth, at most one in five seconds) elsewhere. Safe to step from several threads.
public final class Progress implements AutoCloseable {
  private static final int BAR = 24;

  private final String label;
  private final long total;
  private final PrintWriter out;
  private final boolean terminal;
  private final long start = System.nanoTime();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong skipped = new AtomicLong();
  private final AtomicLong lastDrawn = new AtomicLong(System.nanoTime());

  Progress(String label, long total, PrintWriter out, boolean terminal) {
    this.label = label;
    this.total = total;
    this.out = out;
    this.terminal = terminal;
  }

  /// Progress of `total` units of work, drawn on `err`.
  @SuppressWarnings("SystemConsoleNull") // it is null in a run-time image without jdk.internal.le
  public static Progress on(PrintWriter err, String label, long total) {
    Console console = System.console();
    return new Progress(label, total, err, console != null && console.isTerminal());
  }

  /// Progress that is not drawn.
  public static Progress none() {
    return new Progress("", Long.MAX_VALUE, new PrintWriter(java.io.Writer.nullWriter()), false);
  }

  public void step() {
    step(1);
  }

  public void step(long units) {
    long now = System.nanoTime();
    long count = done.addAndGet(units);
    long last = lastDrawn.get();
    long interval = terminal ? 100_000_000L : 5_000_000_000L;
    if (now - last >= interval && lastDrawn.compareAndSet(last, now)) {
      draw(count, now);
    }
  }

  /// Counts units that were done before: they do not enter the rate.
  public void skip(long units) {
    skipped.addAndGet(units);
    done.addAndGet(units);
  }

  /// Clears the bar from a terminal until the next step, so that a result can stand there.
  public void clear() {
    if (terminal) {
      out.print("\r\033[K");
      out.flush();
    }
  }

  /// Ends the bar.
  @Override
  public void close() {
    clear();
  }

  private void draw(long count, long now) {
    double seconds = (now - start) * 1e-9;
    double rate = (count - skipped.get()) / seconds;
    long remaining = Math.round((total - count) / rate);
    int filled = (int) (BAR * Math.min(count, total) / Math.max(total, 1));
    String line = terminal
        ? "\r\033[K%s [%s%s] %d/%d  %.1f/s  %s left".formatted(label, "#".repeat(filled), ".".repeat(BAR - filled),
            count, total, rate, clock(remaining))
        : "%s: %d of %d, %.1f/s, %s left%n".formatted(label, count, total, rate, clock(remaining));
    out.print(line);
    out.flush();
  }

  private static String clock(long seconds) {
    Duration d = Duration.ofSeconds(Math.max(0, seconds));
    return d.toHours() > 0
        ? "%d:%02d:%02d".formatted(d.toHours(), d.toMinutesPart(), d.toSecondsPart())
        : "%d:%02d".formatted(d.toMinutes(), d.toSecondsPart());
  }
}

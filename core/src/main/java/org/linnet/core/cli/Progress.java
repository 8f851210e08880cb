package org.linnet.core.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Progress of long work on standard error: a bar with rate and remaining time on a terminal, plain lines (one each
/// tenth, at most one in five seconds) elsewhere. Safe to step from several threads.
public final class Progress implements AutoCloseable {
  private static final int BAR = 24;
  /// Whether standard error is a terminal that knows escapes: the launcher's answer, because Java knows of input and output only.
  private static final String TERMINAL = "linnet.terminal";
  /// Clears the line; until the line ends, what goes beyond the margin is cut, so that a bar fits any terminal.
  private static final String BEGIN = "\r\033[K\033[?7l";
  private static final String END = "\033[?7h";

  private final String label;
  private final long total;
  private final PrintWriter out;
  private final boolean terminal;
  private final LongSupplier clock; // in nanoseconds
  private final long start;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong skipped = new AtomicLong();
  private final AtomicLong lastDrawn;
  private volatile long tenths;

  Progress(String label, long total, PrintWriter out, boolean terminal, LongSupplier clock) {
    this.label = label;
    this.total = total;
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
    start = clock.getAsLong();
    lastDrawn = new AtomicLong(start);
  }

  /// Progress of `total` units of work, drawn on `err`.
  @SuppressWarnings("SystemConsoleNull") // it is null in a run-time image without jdk.internal.le
  public static Progress on(PrintWriter err, String label, long total) {
    Console console = System.console();
    String told = System.getProperty(TERMINAL);
    return new Progress(label, total, err,
        told == null ? console != null && console.isTerminal() : Boolean.parseBoolean(told), System::nanoTime);
  }

  /// Progress that is not drawn.
  public static Progress none() {
    return new Progress("", Long.MAX_VALUE, new PrintWriter(java.io.Writer.nullWriter()), false, System::nanoTime);
  }

  public void step() {
    step(1);
  }

  public void step(long units) {
    long now = clock.getAsLong();
    long count = done.addAndGet(units);
    long last = lastDrawn.get();
    long interval = terminal ? 100_000_000L : 5_000_000_000L;
    boolean due = now - last >= interval && (terminal || tenths(count) > tenths);
    if (due && lastDrawn.compareAndSet(last, now)) {
      tenths = tenths(count);
      draw(count, now);
    }
  }

  /// Counts units that were done before: they do not enter the rate.
  public void skip(long units) {
    skipped.addAndGet(units);
    tenths = tenths(done.addAndGet(units));
  }

  private long tenths(long count) {
    return (long) (10.0 * count / Math.max(total, 1));
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
    String left = rate > 0 ? clock(Math.round((total - count) / rate)) + " left" : "";
    int filled = (int) (BAR * Math.min(count, total) / Math.max(total, 1));
    String line = terminal
        ? BEGIN + "%s [%s%s] %d/%d  %.1f/s  %s".formatted(label, "#".repeat(filled), ".".repeat(BAR - filled), count,
            total, rate, left) + END
        : "%s: %d of %d, %.1f/s, %s%n".formatted(label, count, total, rate, left);
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

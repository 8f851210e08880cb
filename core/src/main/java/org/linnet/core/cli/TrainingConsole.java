package org.linnet.core.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import org.linnet.core.train.Ending;
import org.linnet.core.train.Listener;
import org.linnet.core.train.Report;

/// A run for people: a table of evaluations on standard output, progress on standard error.
final class TrainingConsole implements Listener, AutoCloseable {
  private final PrintWriter out;
  private final PrintWriter err;
  private final String stepQuantity;
  private final String heldOut;
  private Progress progress = Progress.none();

  /// @param stepQuantity `energy` or `loss`: what a step reports
  /// @param heldOut `test` or `val.`: what evaluations are on
  TrainingConsole(PrintWriter out, PrintWriter err, String stepQuantity, String heldOut) {
    this.out = out;
    this.err = err;
    this.stepQuantity = stepQuantity;
    this.heldOut = heldOut;
  }

  @Override
  public void onStart(long steps) {
    out.printf("%5s  %12s  %12s  %9s%n", "epoch", "train " + stepQuantity, heldOut + " loss", "accuracy");
    progress = Progress.on(err, "training", steps);
  }

  @Override
  public void onResume(long step, long steps) {
    err.println("linnet: resuming after step " + step + " of " + steps);
    err.flush();
    onStart(steps);
    progress.skip(step);
  }

  @Override
  public void onStep(long step, double energy) {
    progress.step();
  }

  @Override
  public void onEvaluation(Report report) {
    progress.clear();
    String energy = report.energy().isPresent() ? "%.6g".formatted(report.energy().getAsDouble()) : "";
    out.printf("%5s  %12s  %12.6g  %8.2f%%%n", epoch(report.epoch()), energy, report.evaluation().loss(),
        100 * report.evaluation().accuracy());
    report.metrics().forEach((metric, values) -> out.printf("       %s: %s%n", metric.title(), shown(values)));
    out.flush();
    if (report.raised() > 0) {
      err.printf(
          "linnet: inference raised the energy in %d steps since the last line: try a smaller --step-size (below 2 / "
              + "largest curvature, which grows as the network learns)%n",
          report.raised());
      err.flush();
    }
  }

  @Override
  public void onEnd(Ending ending) {
    close();
  }

  /// Ends the bar, also where the run did not.
  @Override
  public void close() {
    progress.close();
  }

  private static String epoch(double epoch) {
    return epoch == Math.rint(epoch) ? "%.0f".formatted(epoch) : "%.2f".formatted(epoch);
  }

  private static String shown(List<Double> values) {
    return values.stream().map(value -> "%.4g".formatted(value)).collect(Collectors.joining("  "));
  }
}

package org.linnet.core.engine;

import java.util.Arrays;
import org.linnet.core.device.Device;
import org.linnet.core.device.Matrix;
import org.linnet.core.inference.Inference;
import org.linnet.core.inference.Solver;
import org.linnet.core.inference.Solver.Method;

/// Integrates the gradient flow of each sample's energy with a step size of its own: [Solver.Adaptive].
final class Flow implements Motion {
  private static final double SAFETY = 0.9;
  private static final double SMALLEST_FACTOR = 0.2;
  private static final double LARGEST_FACTOR = 10;

  private final Chunk c;
  private final Device device;
  private final Inference.Descent how;
  private final Solver.Adaptive solver;
  private final Matrix[] z0;
  private final Matrix[] k1;
  private final Matrix[] d;
  private final Matrix row;
  private final Watch watch;
  private final double[] units; // free ones of each sample
  private final double[] time;
  private final double[] h; // the next step size
  private final double[] step; // the one under trial, 0 where a sample has ended
  private final double[] error;
  private final double[] slopes; // squared norms in passing
  private final double[] sizes;
  private final double[] ends;
  private final double[][] errors; // of the last two accepted steps
  private int t;

  Flow(Chunk c, Inference.Descent how, Solver.Adaptive solver) {
    this.c = c;
    this.how = how;
    this.solver = solver;
    device = c.device;
    int samples = c.samples();
    z0 = layers();
    k1 = layers();
    d = layers();
    row = device.matrix(1, samples);
    watch = new Watch(device, how.stopping(), samples);
    units = new double[samples];
    time = new double[samples];
    h = new double[samples];
    step = new double[samples];
    error = new double[samples];
    slopes = new double[samples];
    sizes = new double[samples];
    ends = new double[samples];
    errors = new double[2][samples];
  }

  private Matrix[] layers() {
    return Stacks.of(device, c.bottom, c.top, l -> c.z[l].rows(), _ -> c.samples());
  }

  @Override
  public void run(Parameters theta) {
    t = 0;
    Arrays.fill(time, 0);
    Arrays.fill(errors[0], 1);
    Arrays.fill(errors[1], 1);
    countUnits();
    watch.reset();
    c.evaluate(theta);
    if (c.bottom > c.top) {
      watch.finish();
      return;
    }
    boolean moving = settle(theta);
    firstSteps();
    while (moving && t < how.steps() && trySteps()) {
      evaluateAfter(theta, k1, step); // z = z0 - h k1
      estimateErrors();
      boolean overflowed = judge();
      if (solver.method() == Method.HEUN) {
        if (overflowed) {
          evaluateAfter(theta, k1, step); // without the steps that are rejected: a sum keeps what is not finite
        }
        combine(1, c.g, 1, k1); // k1 + k2
        scale(step, 0.5);
      }
      moveFrom(k1, step);
      c.evaluate(theta);
      moving = settle(theta);
      t++;
    }
  }

  @Override
  public int steps() {
    return t;
  }

  @Override
  public boolean isAtEnd() {
    for (int i = 0; i < time.length; i++) {
      if (watch.moves(i) && time[i] < solver.time()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Watch watch() {
    return watch;
  }

  /// Forms the gradient at the activities as they are, whose errors are known, and asks which samples move on.
  private boolean settle(Parameters theta) {
    c.energies(1, c.energies);
    watch.energies(c.readRow(c.energies));
    gradient(theta);
    return watch.decide(squares(c.g));
  }

  private void gradient(Parameters theta) {
    c.pulls(theta, c.bottom, c.L - 1);
    c.gradients(c.bottom, c.top, 1, false);
  }

  private void countUnits() {
    double hidden = 0;
    for (int l = Math.max(c.bottom, 1); l <= c.top; l++) {
      hidden += c.z[l].rows();
    }
    double[] unknown = c.unknownInputs();
    for (int i = 0; i < units.length; i++) {
      units[i] = Math.max(hidden + unknown[i], 1);
    }
  }

  /// `0.01 rms(z) / rms(k)`, or 1e-6 where one of them is next to nothing (Hairer, Norsett and Wanner, section II.4).
  private void firstSteps() {
    squares(c.g, slopes);
    squares(c.z, sizes);
    for (int i = 0; i < h.length; i++) {
      double size = Math.sqrt(sizes[i] / units[i]);
      double slope = Math.sqrt(slopes[i] / units[i]);
      double scale = scale(size);
      h[i] = size <= 1e-5 * scale || slope <= 1e-5 * scale ? 1e-6 : 0.01 * size / slope;
    }
  }

  /// Keeps `z` and its gradient, and chooses the steps of the samples that still move; whether there are any.
  private boolean trySteps() {
    combine(1, c.z, 0, z0);
    combine(1, c.g, 0, k1);
    boolean any = false;
    for (int i = 0; i < step.length; i++) {
      double left = solver.time() - time[i];
      if (watch.moves(i) && left > 0 && time[i] + h[i] == time[i]) {
        watch.lose(i);
      }
      step[i] = watch.moves(i) ? Math.max(0, Math.min(h[i], left)) : 0;
      any |= step[i] > 0;
    }
    return any;
  }

  private void evaluateAfter(Parameters theta, Matrix[] slope, double[] steps) {
    moveFrom(slope, steps);
    c.evaluate(theta);
    gradient(theta);
  }

  /// `z := z0 - slope diag(steps)`.
  private void moveFrom(Matrix[] slope, double[] steps) {
    device.write(steps, row);
    for (int l = c.bottom; l <= c.top; l++) {
      device.add(1, slope[l], 0, d[l]);
      device.scaleColumns(row, d[l]);
      device.add(1, z0[l], 0, c.z[l]);
      device.add(-1, d[l], 1, c.z[l]);
    }
  }

  /// `rms(h/2 (k1 - k2)) / (absolute + relative rms(z))` of each sample, with the larger `z` of the step's two ends; infinite
  /// where one of them is not finite.
  private void estimateErrors() {
    combine(1, k1, 0, d);
    combine(-1, c.g, 1, d);
    squares(d, slopes);
    squares(z0, sizes);
    squares(c.z, ends);
    for (int i = 0; i < error.length; i++) {
      double size = Math.sqrt(Math.max(sizes[i], ends[i]) / units[i]); // NaN wins
      double estimate = step[i] / 2 * Math.sqrt(slopes[i] / units[i]);
      boolean finite = Double.isFinite(size) && Double.isFinite(estimate);
      error[i] = estimate == 0 ? 0 : finite ? estimate / scale(size) : Double.POSITIVE_INFINITY;
    }
  }

  /// Accepts each sample's step or sets it to 0, and chooses the next; whether a trial was not finite.
  private boolean judge() {
    boolean overflowed = false;
    for (int i = 0; i < step.length; i++) {
      if (step[i] == 0) {
        continue;
      }
      boolean accepted = error[i] <= 1;
      overflowed |= error[i] == Double.POSITIVE_INFINITY;
      h[i] = step[i] * Math.clamp(factor(i), SMALLEST_FACTOR, accepted ? LARGEST_FACTOR : SAFETY);
      if (accepted) {
        time[i] += step[i];
        errors[1][i] = errors[0][i];
        errors[0][i] = Math.max(error[i], 1e-10);
      } else {
        step[i] = 0;
      }
    }
    return overflowed;
  }

  /// What the controller asks for; a rejected step never grows.
  private double factor(int i) {
    Solver.Pid pid = solver.control();
    double p = pid.proportional() / 2;
    double d2 = pid.differential() / 2;
    double e = Math.max(error[i], 1e-10);
    return SAFETY * Math.pow(e, -(pid.integral() / 2 + p + d2)) * Math.pow(errors[0][i], p + 2 * d2)
        * Math.pow(errors[1][i], -d2);
  }

  private double scale(double size) {
    return solver.absolute() + solver.relative() * size;
  }

  private static void scale(double[] values, double by) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= by;
    }
  }

  /// `to := alpha from + beta to`, layer by layer.
  private void combine(double alpha, Matrix[] from, double beta, Matrix[] to) {
    c.add(alpha, from, beta, to, c.bottom, c.top);
  }

  /// `to := the squared norm of what is free in each sample's layers`.
  private void squares(Matrix[] M, double[] to) {
    System.arraycopy(squares(M), 0, to, 0, to.length);
  }

  /// The squared norm of what is free in each sample's layers; the array is used again, and `d(0)`, which was needed before.
  private double[] squares(Matrix[] M) {
    if (c.bottom == 0) {
      device.add(1, M[0], 0, d[0]);
      c.keepUnknown(d[0]);
    }
    for (int l = c.bottom; l <= c.top; l++) {
      device.columnSumsOfSquares(1, l == 0 ? d[0] : M[l], l == c.bottom ? 0 : 1, c.sums);
    }
    return c.readRow(c.sums);
  }
}

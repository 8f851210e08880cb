package org.linnet.core.engine;

import java.util.Arrays;
import org.linnet.core.device.Device;
import org.linnet.core.device.Matrix;
import org.linnet.core.inference.Stopping;

/// Which samples of a chunk still move, and how far each has come.
final class Watch {
  /// A gradient whose norm has grown by this factor is one of a divergence.
  static final double BLOWN_UP = 1e12;

  /// 1 where a sample moves, else 0: a row.
  final Matrix moving;

  private final Device device;
  private final Stopping stopping;
  private final double[] factor;
  private final double[] energy;
  private final double[] before;
  private final double[] squared;
  private final double[] bound;
  private boolean converged;
  private boolean diverged;

  Watch(Device device, Stopping stopping, int samples) {
    this.device = device;
    this.stopping = stopping;
    moving = device.matrix(1, samples);
    factor = new double[samples];
    energy = new double[samples];
    before = new double[samples];
    squared = new double[samples];
    bound = new double[samples];
  }

  void reset() {
    Arrays.fill(factor, 1);
    Arrays.fill(energy, Double.POSITIVE_INFINITY);
    Arrays.fill(bound, Double.POSITIVE_INFINITY);
    converged = false;
    diverged = false;
  }

  /// Takes each sample's energy at the state that [#decide] is about.
  void energies(double[] energies) {
    System.arraycopy(energy, 0, before, 0, energy.length);
    System.arraycopy(energies, 0, energy, 0, energy.length);
  }

  /// Stops the samples that meet the rule or have blown up, given the squared norms of their gradients; whether any moves on.
  boolean decide(double[] squaredNorms) {
    boolean any = false;
    for (int i = 0; i < factor.length; i++) {
      if (factor[i] == 0) {
        continue;
      }
      squared[i] = squaredNorms[i];
      if (bound[i] == Double.POSITIVE_INFINITY) {
        bound[i] = Math.min(Double.MAX_VALUE, BLOWN_UP * BLOWN_UP * Math.max(squared[i], Double.MIN_NORMAL));
      }
      boolean lost = !(squared[i] <= bound[i]);
      diverged |= lost;
      boolean met = stopping.met(energy[i], before[i], squared[i]);
      factor[i] = lost || met ? 0 : 1;
      any |= factor[i] == 1;
    }
    converged = !any && !diverged;
    device.write(factor, moving);
    return any;
  }

  /// Ends the watch where there is nothing to move.
  void finish() {
    converged = true;
  }

  /// Gives up sample `i`.
  void lose(int i) {
    factor[i] = 0;
    diverged = true;
  }

  /// Whether sample `i` moves on.
  boolean moves(int i) {
    return factor[i] != 0;
  }

  boolean converged() {
    return converged;
  }

  boolean diverged() {
    return diverged;
  }

  /// The largest norm of a sample's gradient where it stopped.
  double residual() {
    double largest = 0;
    for (double each : squared) {
      largest = Math.max(largest, each); // NaN wins
    }
    return Math.sqrt(largest);
  }
}

package org.linnet.core.energy;

import java.util.function.ToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.energy.Objective.Output;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;

/// The energy as plain sums over samples, layers and units, written from `innocenti2025thesis` Eq. 2.1, 5.1 and C.21 and
/// `ishikawa2024` Eq. S.10: an oracle that shares no code with what computes energies elsewhere.
public final class PlainEnergy {
  private static final double H = 1e-5;

  private PlainEnergy() {}

  /// The sum over samples at `z(0), .., z(L)`; where the output is clamped, `z(L)` is not looked at. Without weight decay.
  public static double sum(DeepNet net, Objective objective, DMatrixRMaj[] z, DMatrixRMaj y) {
    DeepLinearNet s = net.skeleton();
    int L = s.depth();
    boolean clamped = objective.output() instanceof Output.Clamped;
    double sum = 0;
    for (int i = 0; i < y.numCols; i++) {
      for (int l = 1; l <= L; l++) {
        double[] p = prediction(net, l, z[l - 1], i);
        if (l == L && clamped) {
          sum += s.precision(l) * loss(objective.loss(), column(y, i), p);
        } else {
          sum += s.precision(l) * loss(Loss.SQUARED_ERROR, column(z[l], i), p);
        }
      }
      if (objective.output() instanceof Output.Nudged(double beta)) {
        sum += beta * loss(objective.loss(), column(y, i), column(z[L], i));
      }
      for (int l = objective.input() == Objective.Input.FREE ? 0 : 1; l <= (clamped ? L - 1 : L); l++) {
        for (double value : column(z[l], i)) {
          sum += objective.activityDecay() / 2 * value * value;
        }
      }
    }
    return sum;
  }

  /// The summed loss of the forward pass.
  public static double loss(DeepNet net, Loss loss, DMatrixRMaj x, DMatrixRMaj y) {
    DMatrixRMaj[] z = forward(net, x);
    double sum = 0;
    for (int i = 0; i < x.numCols; i++) {
      sum += loss(loss, column(y, i), column(z[z.length - 1], i));
    }
    return sum;
  }

  /// `z(0) = x` and `z(l) = p(l)`.
  public static DMatrixRMaj[] forward(DeepNet net, DMatrixRMaj x) {
    DMatrixRMaj[] z = new DMatrixRMaj[net.skeleton().depth() + 1];
    z[0] = x;
    for (int l = 1; l < z.length; l++) {
      z[l] = new DMatrixRMaj(net.skeleton().width(l), x.numCols);
      for (int i = 0; i < x.numCols; i++) {
        double[] p = prediction(net, l, z[l - 1], i);
        for (int j = 0; j < p.length; j++) {
          z[l].set(j, i, p[j]);
        }
      }
    }
    return z;
  }

  /// The central difference quotient of `energy` in entry `k` of `M`, which is left as it was.
  public static double slope(DMatrixRMaj M, int k, ToDoubleFunction<DMatrixRMaj> energy) {
    double at = M.data[k];
    M.data[k] = at + H;
    double above = energy.applyAsDouble(M);
    M.data[k] = at - H;
    double below = energy.applyAsDouble(M);
    M.data[k] = at;
    return (above - below) / (2 * H);
  }

  /// The gradient of the summed energy in `z(l)`, by difference quotients.
  public static DMatrixRMaj gradient(DeepNet net, Objective objective, DMatrixRMaj[] z, DMatrixRMaj y, int l) {
    DMatrixRMaj gradient = z[l].createLike();
    for (int k = 0; k < gradient.data.length; k++) {
      gradient.data[k] = slope(z[l], k, _ -> sum(net, objective, z, y));
    }
    return gradient;
  }

  /// `net` with `by` added to entry `k` of `W(l)`.
  public static DeepNet withWeight(DeepNet net, int l, int k, double by) {
    DMatrixRMaj[] W = new DMatrixRMaj[net.skeleton().depth()];
    for (int i = 1; i <= W.length; i++) {
      W[i - 1] = net.skeleton().weight(i);
    }
    W[l - 1].data[k] += by;
    return net.withSkeleton(net.skeleton().withWeights(W));
  }

  /// `net` with `by` added to entry `j` of `b(l)`.
  public static DeepNet withBias(DeepNet net, int l, int j, double by) {
    double[][] b = new double[net.skeleton().depth()][];
    for (int i = 1; i <= b.length; i++) {
      b[i - 1] = net.skeleton().bias(i);
    }
    b[l - 1][j] += by;
    return net.withSkeleton(net.skeleton().withBiases(b));
  }

  private static double loss(Loss loss, double[] y, double[] p) {
    double sum = 0;
    double partition = 0;
    for (double each : p) {
      partition += Math.exp(each);
    }
    for (int k = 0; k < y.length; k++) {
      sum += loss == Loss.SQUARED_ERROR
          ? (y[k] - p[k]) * (y[k] - p[k]) / 2
          : -y[k] * Math.log(Math.exp(p[k]) / partition);
    }
    return sum;
  }

  private static double[] prediction(DeepNet net, int l, DMatrixRMaj below, int i) {
    DeepLinearNet s = net.skeleton();
    boolean before = net.placement() == Placement.BEFORE_MAP;
    double[] p = s.bias(l);
    DMatrixRMaj W = s.weight(l);
    for (int j = 0; j < p.length; j++) {
      for (int m = 0; m < below.numRows; m++) {
        double input = below.get(m, i);
        p[j] += s.scaling(l) * W.get(j, m) * (before ? net.activation(l).value(input) : input);
      }
      p[j] = before ? p[j] : net.activation(l).value(p[j]);
      p[j] += s.skip(l) == 0 ? 0 : s.skip(l) * below.get(j, i);
    }
    return p;
  }

  private static double[] column(DMatrixRMaj M, int i) {
    double[] column = new double[M.numRows];
    for (int j = 0; j < column.length; j++) {
      column[j] = M.get(j, i);
    }
    return column;
  }
}

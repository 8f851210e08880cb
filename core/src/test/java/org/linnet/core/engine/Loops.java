package org.linnet.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.Loss;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.inference.Schedule.Order;
import org.linnet.core.inference.Solver;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.Activation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;

/// Networks and data for the engine's tests, and oracles that share no code with it: definitions as loops, which compute
/// everything anew at every step.
final class Loops {
  private Loops() {}

  /// Every layer but the third with `phi`; with biases, scalings and a skip where the widths allow it, and other
  /// precisions than 1 where asked for.
  static DeepNet net(StandardActivation phi, Placement placement, boolean unitPrecisions, int... widths) {
    RandomStream random = RandomStream.of(100L * phi.name().length() + widths.length);
    DeepLinearNet net = new Parameterisation.StandardGaussian().draw(random, widths);
    int L = net.depth();
    double[] a = new double[L];
    double[] gamma = new double[L];
    double[] tau = new double[L];
    double[][] b = new double[L][];
    for (int l = 1; l <= L; l++) {
      a[l - 1] = 0.7 + 0.6 * random.nextDouble();
      gamma[l - 1] = unitPrecisions ? 1 : 0.5 + random.nextDouble();
      tau[l - 1] = net.width(l) == net.width(l - 1) ? 0.3 : 0;
      b[l - 1] = gaussian(7 + l, net.width(l), 1).data;
    }
    Activation[] each = Collections.nCopies(L, phi).toArray(Activation[]::new);
    if (L > 2) {
      each[2] = StandardActivation.LINEAR;
    }
    return new DeepNet(net.withScalings(a).withPrecisions(gamma).withSkips(tau).withBiases(b), List.of(each),
        placement);
  }

  /// A linear network with other precisions than 1 and biases.
  static DeepNet linear(int... widths) {
    return net(StandardActivation.LINEAR, Placement.BEFORE_MAP, false, widths);
  }

  static DMatrixRMaj gaussian(long seed, int rows, int columns) {
    RandomStream random = RandomStream.of(seed);
    DMatrixRMaj M = new DMatrixRMaj(rows, columns);
    for (int k = 0; k < M.data.length; k++) {
      M.data[k] = random.nextGaussian();
    }
    return M;
  }

  static DMatrixRMaj input(DeepNet net, int samples) {
    return gaussian(1, net.skeleton().width(0), samples);
  }

  /// Gaussian, or probabilities.
  static DMatrixRMaj target(DeepNet net, Loss loss, int samples) {
    DMatrixRMaj y = gaussian(2, net.skeleton().width(net.skeleton().depth()), samples);
    if (loss == Loss.CROSS_ENTROPY) {
      CommonOps_DDRM.elementExp(y, y);
      CommonOps_DDRM.divideCols(y, CommonOps_DDRM.sumCols(y, null).data);
    }
    return y;
  }

  static DMatrixRMaj target(DeepNet net, int samples) {
    return target(net, Loss.SQUARED_ERROR, samples);
  }

  static DMatrixRMaj column(DMatrixRMaj M, int i) {
    return CommonOps_DDRM.extractColumn(M, i, null);
  }

  /// The hidden layers of `z(0), .., z(L)`.
  static Activities hidden(DeepNet net, List<DMatrixRMaj> z) {
    Activities hidden = Activities.zero(net.skeleton(), z.get(0).numCols);
    for (int l = 1; l <= hidden.layers(); l++) {
      hidden.layer(l).setTo(z.get(l));
    }
    return hidden;
  }

  static Activities gradient(PcEnergy energy, Activities z) {
    Activities gradient = z.copy();
    energy.evaluate(z).activityGradient(gradient);
    return gradient;
  }

  /// What a solver remembers: its steps and two moments.
  static final class Memory {
    int t;
    final Activities m;
    final Activities v;

    Memory(DeepNet net, int samples) {
      m = Activities.zero(net.skeleton(), samples);
      v = Activities.zero(net.skeleton(), samples);
    }
  }

  /// One step of a solver; in sequence, the gradient is that at the layers above as they have moved.
  static void step(PcEnergy energy, Activities z, Solver solver, Order order, Memory memory) {
    memory.t++;
    Activities g = gradient(energy, z);
    for (int l = z.layers(); l >= 1; l--) {
      g = order == Order.SEQUENTIAL ? gradient(energy, z) : g;
      for (int k = 0; k < z.layer(l).data.length; k++) {
        z.layer(l).data[k] += move(solver, g.layer(l).data[k], memory, l, k);
      }
    }
  }

  private static double move(Solver solver, double g, Memory memory, int l, int k) {
    double[] m = memory.m.layer(l).data;
    double[] v = memory.v.layer(l).data;
    return switch (solver) {
      case Solver.GradientDescent(double beta) -> -beta * g;
      case Solver.Momentum(double beta, double mu) -> {
        m[k] = mu * m[k] - beta * g;
        yield m[k];
      }
      case Solver.Adam(double beta, double b1, double b2, double epsilon) -> {
        m[k] = b1 * m[k] + (1 - b1) * g;
        v[k] = b2 * v[k] + (1 - b2) * g * g;
        yield -beta * m[k] / (1 - Math.pow(b1, memory.t))
            / (Math.sqrt(v[k] / (1 - Math.pow(b2, memory.t))) + epsilon);
      }
      case Solver.Adaptive _ -> throw new IllegalArgumentException();
    };
  }

  /// `[∂p(l+1)/∂z(l)]ᵀ e` at `z(l) = z`.
  static DMatrixRMaj pull(DeepNet net, int l, DMatrixRMaj z, DMatrixRMaj e) {
    DeepLinearNet s = net.skeleton();
    DMatrixRMaj out = new DMatrixRMaj(z.numRows, z.numCols);
    DMatrixRMaj delta = delta(net, l + 1, z, e);
    for (int m = 0; m < z.numRows; m++) {
      for (int i = 0; i < z.numCols; i++) {
        double sum = 0;
        for (int j = 0; j < e.numRows; j++) {
          sum += s.scaling(l + 1) * s.weight(l + 1).get(j, m) * delta.get(j, i);
        }
        double slope = net.placement() == Placement.BEFORE_MAP ? net.activation(l + 1).derivative(z.get(m, i)) : 1;
        out.set(m, i, slope * sum + (s.skip(l + 1) == 0 ? 0 : s.skip(l + 1) * e.get(m, i)));
      }
    }
    return out;
  }

  /// The error `e` of layer `l` taken back to the output of its linear map.
  private static DMatrixRMaj delta(DeepNet net, int l, DMatrixRMaj below, DMatrixRMaj e) {
    DMatrixRMaj delta = e.copy();
    for (int j = 0; j < e.numRows && net.placement() == Placement.AFTER_MAP; j++) {
      for (int i = 0; i < e.numCols; i++) {
        double u = net.skeleton().bias(l)[j];
        for (int m = 0; m < below.numRows; m++) {
          u += net.skeleton().scaling(l) * net.skeleton().weight(l).get(j, m) * below.get(m, i);
        }
        delta.set(j, i, net.activation(l).derivative(u) * e.get(j, i));
      }
    }
    return delta;
  }

  /// `-1/B sum delta(l) [a(l) f(l)ᵀ, 1]` for the errors `e` of layer `l` and the activities `below`: weights, then biases.
  static DMatrixRMaj[] layerGradient(DeepNet net, int l, DMatrixRMaj below, DMatrixRMaj e) {
    DMatrixRMaj f = below.copy();
    for (int k = 0; k < f.data.length && net.placement() == Placement.BEFORE_MAP; k++) {
      f.data[k] = net.activation(l).value(f.data[k]);
    }
    DMatrixRMaj delta = delta(net, l, below, e);
    CommonOps_DDRM.scale(-1.0 / e.numCols, delta);
    DMatrixRMaj dW = new DMatrixRMaj(e.numRows, below.numRows);
    CommonOps_DDRM.multTransB(net.skeleton().scaling(l), delta, f, dW);
    return new DMatrixRMaj[]{dW, CommonOps_DDRM.sumRows(delta, null)};
  }

  /// `net` moved by `-rate` times these gradients.
  static DeepNet moved(DeepNet net, double rate, DMatrixRMaj[] dW, double[][] db) {
    DMatrixRMaj[] W = new DMatrixRMaj[dW.length];
    double[][] b = new double[dW.length][];
    for (int l = 1; l <= W.length; l++) {
      W[l - 1] = net.skeleton().weight(l);
      CommonOps_DDRM.addEquals(W[l - 1], -rate, dW[l - 1]);
      b[l - 1] = net.skeleton().bias(l);
      for (int j = 0; j < b[l - 1].length; j++) {
        b[l - 1][j] -= rate * db[l - 1][j];
      }
    }
    return net.withSkeleton(net.skeleton().withWeights(W).withBiases(b));
  }

  static void assertClose(DMatrixRMaj expected, DMatrixRMaj actual, double relative, String name) {
    double size = 1 + Arrays.stream(expected.data).map(Math::abs).max().orElse(0);
    assertArrayEquals(expected.data, actual.data, relative * size, name);
  }

  /// The parameters of two networks agree.
  static void assertClose(DeepNet expected, DeepNet actual, double relative) {
    for (int l = 1; l <= expected.skeleton().depth(); l++) {
      assertClose(expected.skeleton().weight(l), actual.skeleton().weight(l), relative, "W(" + l + ")");
      assertArrayEquals(expected.skeleton().bias(l), actual.skeleton().bias(l), 10 * relative, "b(" + l + ")");
    }
  }
}

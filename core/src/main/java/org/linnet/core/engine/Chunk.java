package org.linnet.core.engine;

import static org.linnet.core.device.Side.PLAIN;
import static org.linnet.core.device.Side.TRANSPOSED;

import org.ejml.data.DMatrixRMaj;
import org.linnet.core.device.Device;
import org.linnet.core.device.Matrix;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.StandardActivation;

/// The activities of a few samples, from clamping to errors. Index `l = 0..L`; shapes are `N(l) x samples`.
///
/// Prediction of layer `l`: `p(l) = a(l) W(l) f(l) + tau(l) z(l-1)` with `f(l) = phi(l)(z(l-1))`; error `e(l) = z(l) - p(l)`.
final class Chunk {
  private final Device device;
  private final DeepNet net;
  private final int L;
  private final Matrix[] z;
  private final Matrix[] f; // f[l] = phi(l)(z(l-1)); z[l-1] itself where phi is linear
  private final Matrix[] e;
  private final Matrix[] g; // what e(l+1) pulls at z(l)
  private final Matrix firstPrediction;
  private final double[] stagedX;
  private final double[] stagedY;
  private long flops;

  Chunk(Device device, DeepNet net, int samples) {
    DeepLinearNet s = net.skeleton();
    this.device = device;
    this.net = net;
    L = s.depth();
    z = new Matrix[L + 1];
    f = new Matrix[L + 1];
    e = new Matrix[L + 1];
    g = new Matrix[L + 1];
    for (int l = 0; l <= L; l++) {
      z[l] = device.matrix(s.width(l), samples);
      if (l > 0) {
        f[l] = phi(l) == StandardActivation.LINEAR ? z[l - 1] : device.matrix(s.width(l - 1), samples);
        e[l] = device.matrix(s.width(l), samples);
        g[l] = device.matrix(s.width(l), samples);
      }
    }
    firstPrediction = device.matrix(s.width(1), samples);
    stagedX = new double[s.width(0) * samples];
    stagedY = new double[s.width(L) * samples];
  }

  int samples() {
    return z[0].columns();
  }

  /// Clamps `x` and `y` to columns `from, from + 1, ..` and runs the forward pass: `z(l) = p(l)`, and `e(L) = y - p(L)`.
  void forward(Parameters theta, DMatrixRMaj x, DMatrixRMaj y, int from) {
    flops = 0;
    clamp(x, from, stagedX, z[0]);
    clamp(y, from, stagedY, z[L]);
    for (int l = 1; l < L; l++) {
      activate(l);
      addPrediction(theta, l, 1, 0, z[l]);
    }
    if (L > 1) {
      device.add(1, z[1], 0, firstPrediction);
    }
    activate(L);
    error(theta, L);
  }

  /// `steps` steps of synchronous gradient descent from the forward pass, leaving the errors at the last activities.
  ///
  /// At the forward pass only `e(L)` is not zero, and the error moves down one layer a step. So step `t` touches the
  /// layers from `front = L - t` up only, and there `e(front)` is this step itself, because the prediction has not moved.
  ///
  /// Between two updates, each layer's weights are used for its error and at once for what this error pulls at the layer
  /// below, so that they are fetched once per step.
  void infer(Parameters theta, int steps, double beta) {
    if (L == 1) {
      return; // nothing is free
    }
    pull(theta, L - 1, g[L - 1]);
    for (int t = 1; t <= steps; t++) {
      int front = Math.max(L - t, 1);
      boolean arriving = t < L;
      for (int l = front; l < L; l++) {
        descend(l, beta, l == front && arriving);
        activate(l + 1);
      }
      if (!arriving) {
        device.add(1, z[1], 0, e[1]);
        device.add(-1, firstPrediction, 1, e[1]); // e(1) = z(1) - p(1), and p(1) depends on x alone
      } else if (t < steps && front > 1) {
        pull(theta, front - 1, g[front - 1]);
      }
      for (int l = front + 1; l <= L; l++) {
        error(theta, l);
        if (t < steps) {
          pull(theta, l - 1, g[l - 1]);
        }
      }
    }
    for (int l = 1; l < L - steps; l++) {
      device.fill(0, e[l]); // the wave has not come here
    }
  }

  /// Backpropagation: after it, `e(l)` holds minus the gradient of a sample's squared error in the preactivation of `l`.
  void backpropagate(Parameters theta) {
    for (int l = L - 1; l >= 1; l--) {
      pull(theta, l, e[l]);
    }
  }

  /// `z(l)`, `N(l) x samples`.
  Matrix activity(int l) {
    return z[l];
  }

  /// `e(l)`, `N(l) x samples`.
  Matrix error(int l) {
    return e[l];
  }

  /// `f(l)`, what enters the map of layer `l`, `N(l-1) x samples`.
  Matrix mapInput(int l) {
    return f[l];
  }

  /// The sum over samples of `1/2 sum_l gamma(l) ‖e(l)‖²`.
  double energy() {
    double sum = 0;
    for (int l = 1; l <= L; l++) {
      sum += net.skeleton().precision(l) / 2 * device.sumOfSquares(e[l]);
    }
    return sum;
  }

  /// The sum over samples of `1/2 ‖e(L)‖²`: the loss, at a forward pass.
  double loss() {
    return device.sumOfSquares(e[L]) / 2;
  }

  /// Reads the output `p(L) = z(L) - e(L)` into `values`, `N(L) x samples`.
  void output(double[] values) {
    device.add(1, z[L], 0, g[L]);
    device.add(-1, e[L], 1, g[L]);
    device.read(g[L], values);
  }

  /// Multiplications and additions in products since the last forward pass.
  long flops() {
    return flops;
  }

  /// `z(l) := z(l) - beta (gamma(l) e(l) - gamma(l+1) g(l))`, with what is pulled from above in `g(l)`. Where the wave
  /// arrives, `e(l)` was zero and becomes this step.
  private void descend(int l, double beta, boolean arriving) {
    DeepLinearNet s = net.skeleton();
    if (arriving) {
      device.add(beta * s.precision(l + 1), g[l], 0, e[l]);
      device.add(1, e[l], 1, z[l]);
    } else {
      device.add(-s.precision(l), e[l], s.precision(l + 1), g[l]);
      device.add(beta, g[l], 1, z[l]);
    }
  }

  /// `out := [∂p(l+1)/∂z(l)]ᵀ e(l+1)`, that is `phi'(z) o (a Wᵀ e) + tau e`.
  private void pull(Parameters theta, int l, Matrix out) {
    DeepLinearNet s = net.skeleton();
    device.multiply(s.scaling(l + 1), TRANSPOSED, theta.W[l + 1], PLAIN, e[l + 1], 0, out);
    count(l + 1);
    if (phi(l + 1) != StandardActivation.LINEAR) {
      device.timesDerivative(1, phi(l + 1), z[l], f[l + 1], out, out);
    }
    if (s.skip(l + 1) != 0) {
      device.add(s.skip(l + 1), e[l + 1], 1, out);
    }
  }

  /// `e(l) := z(l) - p(l)`, given `f(l)`.
  private void error(Parameters theta, int l) {
    device.add(1, z[l], 0, e[l]);
    addPrediction(theta, l, -1, 1, e[l]);
  }

  /// `out := factor p(l) + beta out`, given `f(l)`.
  private void addPrediction(Parameters theta, int l, double factor, double beta, Matrix out) {
    DeepLinearNet s = net.skeleton();
    device.multiply(factor * s.scaling(l), PLAIN, theta.W[l], PLAIN, f[l], beta, out);
    count(l);
    if (s.skip(l) != 0) {
      device.add(factor * s.skip(l), z[l - 1], 1, out);
    }
  }

  private void activate(int l) {
    if (phi(l) != StandardActivation.LINEAR) {
      device.activate(phi(l), z[l - 1], f[l]);
    }
  }

  private StandardActivation phi(int l) {
    return (StandardActivation) net.activation(l);
  }

  private void count(int l) {
    flops += 2L * net.skeleton().width(l) * net.skeleton().width(l - 1) * samples();
  }

  private void clamp(DMatrixRMaj data, int from, double[] staged, Matrix to) {
    int B = samples();
    for (int i = 0; i < data.numRows; i++) {
      System.arraycopy(data.data, i * data.numCols + from, staged, i * B, B);
    }
    device.write(staged, to);
  }
}

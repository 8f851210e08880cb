package org.linnet.core.energy;

import static org.ejml.dense.row.CommonOps_DDRM.mult;
import static org.ejml.dense.row.CommonOps_DDRM.multTransA;
import static org.ejml.dense.row.CommonOps_DDRM.multTransB;
import static org.ejml.dense.row.CommonOps_DDRM.scale;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.Activation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
import org.linnet.core.net.Shapes;
import org.linnet.core.net.StandardActivation;

/// The predictive coding energy of a network whose input and output are clamped to data, and its gradients.
///
/// **Statement**: with `z(0) = x`, `z(L) = y` and the predictions `p(l)` of [DeepNet],
///
/// `F = 1/(2B) sum_i sum_(l=1..L) gamma(l) ‖e(l,i)‖²`, `e(l) = z(l) - p(l)`;
///
/// with another [Loss] than the squared error, `gamma(L)` times the mean loss of `p(L)` stands for the summand of the output,
/// and `e(L)` is minus the loss's gradient in `p(L)`.
///
/// The weight gradient is that of `F`. The activity gradient is that of each sample's own energy, without the `1/B`, so
/// that a sample's inference does not depend on the batch it is in.
///
/// **Shapes**: `x` is `N(0) x B`, `y` is `N(L) x B`, `z(l)` and `e(l)` are `N(l) x B`.
///
/// **Use**: [#evaluate(Activities)] computes the errors; all other methods read those of the last evaluation. The
/// buffers are made once. Not safe for use by several threads.
///
/// **Source**: `innocenti2025thesis`, Eq. 2.1 (activation after the map), 4.2 (linear) and 5.1 (before the map, scalings,
/// skips; it has no `1/B`: the sum over samples is `B F`).
public final class PcEnergy {
  private final DeepNet net;
  private final Loss loss;
  private final int L;
  private final int B;
  private final DMatrixRMaj x;
  private final DMatrixRMaj y;
  private final DMatrixRMaj[] V; // V[l] = a(l) W(l)
  private final DMatrixRMaj firstPrediction; // p(1) depends on x alone
  private final DMatrixRMaj output; // p(L)
  private final DMatrixRMaj[] phi; // phi[l] = phi(l)(z(l-1)) before the map, else the preactivation of layer l
  private final DMatrixRMaj[] e; // e[l] = z(l) - p(l)
  private final DMatrixRMaj[] delta; // delta[l] = error at the output of the linear map of layer l
  private Activities z;

  private PcEnergy(DeepNet net, Loss loss, DMatrixRMaj x, DMatrixRMaj y) {
    DeepLinearNet skeleton = net.skeleton();
    this.net = net;
    this.loss = loss;
    this.L = skeleton.depth();
    this.B = x.numCols;
    this.x = x.copy();
    this.y = y.copy();
    V = new DMatrixRMaj[L + 1];
    phi = new DMatrixRMaj[L + 1];
    e = new DMatrixRMaj[L + 1];
    delta = new DMatrixRMaj[L + 1];
    for (int l = 1; l <= L; l++) {
      V[l] = skeleton.weight(l);
      scale(skeleton.scaling(l), V[l]);
      e[l] = new DMatrixRMaj(skeleton.width(l), B);
      phi[l] = before() ? new DMatrixRMaj(skeleton.width(l - 1), B) : new DMatrixRMaj(skeleton.width(l), B);
      delta[l] = before() || linear(l) ? e[l] : new DMatrixRMaj(skeleton.width(l), B);
    }
    output = new DMatrixRMaj(skeleton.width(L), B);
    firstPrediction = new DMatrixRMaj(skeleton.width(1), B);
    predict(1, this.x, firstPrediction);
  }

  /// The energy of `net` with its input clamped to the columns of `x` and its output to those of `y` (both copied).
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static PcEnergy of(DeepNet net, DMatrixRMaj x, DMatrixRMaj y) {
    return of(net, Loss.SQUARED_ERROR, x, y);
  }

  /// As above, with this loss at the output.
  public static PcEnergy of(DeepNet net, Loss loss, DMatrixRMaj x, DMatrixRMaj y) {
    Shapes.requireFit(net.skeleton(), x, y);
    loss.requireTargets(y);
    return new PcEnergy(net, loss, x, y);
  }

  /// As [#of(DeepNet, DMatrixRMaj, DMatrixRMaj)], for a linear network.
  public static PcEnergy of(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    return of(DeepNet.linear(net), x, y);
  }

  public DeepNet net() {
    return net;
  }

  /// `B`.
  public int samples() {
    return B;
  }

  /// A copy of `x`.
  public DMatrixRMaj input() {
    return x.copy();
  }

  /// A copy of `y`.
  public DMatrixRMaj target() {
    return y.copy();
  }

  /// Sets `z` to the forward pass `z(l) = p(l)(z(l-1))`, where all errors but the last vanish.
  public void forward(Activities z) {
    for (int l = 1; l < L; l++) {
      if (l == 1) {
        z.layer(1).setTo(firstPrediction);
      } else {
        predict(l, z.layer(l - 1), z.layer(l));
      }
    }
  }

  /// The forward pass.
  public Activities forward() {
    Activities z = Activities.zero(net.skeleton(), B);
    forward(z);
    return z;
  }

  /// Computes the prediction errors at `z`, which must not be changed before the results are read.
  public PcEnergy evaluate(Activities z) {
    this.z = z;
    for (int l = 1; l <= L; l++) {
      DMatrixRMaj p = l == L ? output : e[l];
      if (l == 1) {
        p.setTo(firstPrediction);
      } else {
        predict(l, z.layer(l - 1), p);
      }
      if (l == L) {
        loss.descent(y, p, e[L]);
      } else {
        CommonOps_DDRM.subtract(z.layer(l), p, e[l]); // e(l) = z(l) - p(l)
      }
      backThroughActivation(l);
    }
    return this;
  }

  /// `F` at the last evaluation.
  public double value() {
    double sum = 0;
    for (int l = 1; l <= L; l++) {
      sum += layerValue(l);
    }
    return sum;
  }

  /// Layer `l`'s part of `F`: `gamma(l)/(2B) sum_i ‖e(l,i)‖²`; the output's with its loss.
  public double layerValue(int l) {
    if (l == L) {
      return net.skeleton().precision(L) * loss.value(y, output);
    }
    double sum = 0;
    for (double error : e[l].data) {
      sum += error * error;
    }
    return net.skeleton().precision(l) * sum / (2 * B);
  }

  /// A copy of `e(l)` at the last evaluation.
  public DMatrixRMaj error(int l) {
    return e[l].copy();
  }

  /// Writes the gradient of each sample's energy with respect to its activities into `gradient`:
  /// `gamma(l) e(l) - gamma(l+1) [∂p(l+1)/∂z(l)]ᵀ e(l+1)`.
  public void activityGradient(Activities gradient) {
    DeepLinearNet skeleton = net.skeleton();
    for (int l = 1; l < L; l++) {
      DMatrixRMaj g = gradient.layer(l);
      multTransA(V[l + 1], delta[l + 1], g); // g = Vᵀ delta(l+1)            N(l) x B
      if (before() && !linear(l + 1)) {
        timesDerivative(net.activation(l + 1), z.layer(l), g, g); // phi'(z(l)) o g
      }
      double own = skeleton.precision(l);
      double next = skeleton.precision(l + 1);
      double skip = skeleton.skip(l + 1);
      for (int k = 0; k < g.data.length; k++) {
        double pulled = skip == 0 ? g.data[k] : g.data[k] + skip * e[l + 1].data[k];
        g.data[k] = own * e[l].data[k] - next * pulled;
      }
    }
  }

  /// Writes `∂F/∂W(l) = -gamma(l) a(l)/B delta(l) phi(l)(z(l-1))ᵀ` into `gradient[l-1]` for `l = 1..L`.
  public void weightGradient(DMatrixRMaj... gradient) {
    DeepLinearNet skeleton = net.skeleton();
    for (int l = 1; l <= L; l++) {
      multTransB(delta[l], mapInput(l), gradient[l - 1]);
      scale(-skeleton.precision(l) * skeleton.scaling(l) / B, gradient[l - 1]);
    }
  }

  /// `∂F/∂c(l) = -gamma(l)/B sum_i delta(l,i)`, for `l = 1..L`, `N(l)` numbers each.
  public double[][] biasGradient() {
    double[][] gradient = new double[L][];
    for (int l = 1; l <= L; l++) {
      gradient[l - 1] = CommonOps_DDRM.sumRows(delta[l], null).data;
      for (int i = 0; i < gradient[l - 1].length; i++) {
        gradient[l - 1][i] *= -net.skeleton().precision(l) / B;
      }
    }
    return gradient;
  }

  /// As [#weightGradient(DMatrixRMaj...)], into new matrices.
  public DMatrixRMaj[] weightGradient() {
    DMatrixRMaj[] gradient = new DMatrixRMaj[L];
    for (int l = 1; l <= L; l++) {
      gradient[l - 1] = new DMatrixRMaj(V[l].numRows, V[l].numCols);
    }
    weightGradient(gradient);
    return gradient;
  }

  /// The network's output `p(L)` for these activities, `N(L) x B`.
  public DMatrixRMaj prediction() {
    return output.copy();
  }

  private void predict(int l, DMatrixRMaj in, DMatrixRMaj out) {
    Activation f = net.activation(l);
    if (linear(l)) {
      affine(l, in, out);
    } else if (before()) {
      apply(f, in, phi[l]);
      affine(l, phi[l], out); // V phi(z) + b
    } else {
      affine(l, in, phi[l]);
      apply(f, phi[l], out); // phi(V z + b)
    }
    double skip = net.skeleton().skip(l);
    if (skip != 0) {
      for (int k = 0; k < out.data.length; k++) {
        out.data[k] += skip * in.data[k];
      }
    }
  }

  private void affine(int l, DMatrixRMaj in, DMatrixRMaj out) {
    mult(V[l], in, out);
    if (net.skeleton().hasBiases()) {
      double[] b = net.skeleton().bias(l);
      for (int k = 0; k < out.data.length; k++) {
        out.data[k] += b[k / B];
      }
    }
  }

  private void backThroughActivation(int l) {
    if (!before() && !linear(l)) {
      timesDerivative(net.activation(l), phi[l], e[l], delta[l]); // delta = phi'(u) o e
    }
  }

  private DMatrixRMaj mapInput(int l) {
    return before() && !linear(l) ? phi[l] : l == 1 ? x : z.layer(l - 1);
  }

  private boolean before() {
    return net.placement() == Placement.BEFORE_MAP;
  }

  private boolean linear(int l) {
    return net.activation(l) == StandardActivation.LINEAR;
  }

  private static void apply(Activation f, DMatrixRMaj in, DMatrixRMaj out) {
    for (int k = 0; k < in.data.length; k++) {
      out.data[k] = f.value(in.data[k]);
    }
  }

  private static void timesDerivative(Activation f, DMatrixRMaj at, DMatrixRMaj in, DMatrixRMaj out) {
    for (int k = 0; k < in.data.length; k++) {
      out.data[k] = f.derivative(at.data[k]) * in.data[k];
    }
  }
}

package org.linnet.theory.proximal;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.Shapes;

/// The proximal problem of one sample with the weights eliminated: a function of the activities alone.
///
/// **Statement**: a network `θ*` whose forward activities for `x` are `z(1), .., z(L)` lies at least
///
/// `‖θ* - θ‖² = sum_l ‖e(l)‖² / q(l)`, `q(l) = a(l)² ‖z(l-1)‖²` (plus 1 with biases, `z(0) = x`),
///
/// from `θ`, and the normalised update of every layer reaches that. So
///
/// `min_θ* ℒ(θ*) + ‖θ* - θ‖²/(2 eta) = min_z Φ(z)`, `Φ(z) = 1/2 ‖y - z(L)‖² + 1/(2 eta) sum_l ‖e(l)‖² / q(l)`.
///
/// **What ties it to inference learning**: with the weighting
///
/// `gamma(l) = 1/(eta q(l))`, `decay(l) = -a(l+1)² ‖e(l+1)‖² / (eta q(l+1)²)` (`l < L`),
///
/// held at its value in `z`, the energy [DecayedEnergy] has the same gradient in `z` as `Φ`. So `z` is stationary for `Φ` if
/// and only if it is stationary for the energy with the weighting of `z`: a self-consistent pair.
///
/// **Assumptions**: one sample; linear layers; the squared error as loss (the elimination holds for any loss and
/// activation). `Φ` is infinite where a layer with no activity and no bias is to feed an error. The network's own
/// precisions are not used.
///
/// **Shapes**: `x` is `N(0) x 1`, `y` is `N(L) x 1`, `z(l)` is `N(l) x 1` for `l = 1..L`, the output free; entry `l-1`.
///
/// **Numerics**: O(L N²); errors of `e(l)` enter divided by `q(l)`, so the relative error of a term is about
/// `eps ‖A(l)‖ ‖z(l-1)‖ / ‖e(l)‖`.
///
/// **Source**: `alonso2022`, display before Theorem 4.1 (Lemma B.1), Definition 4.1, Theorems 4.1 and 4.2.
///
/// **Erratum**: (1) Theorem 4.1 prints `γ_N → (α_N - 1)/α`, `γ_n → 1/α_(n-1)`, `γ_n^decay → ‖e_(n+1)‖² (1 - 2/α_n⁶)` with
/// `α_n = ‖ĥ_n‖⁻²`. At depth 1 with `x = 1`, `W = 0`, `y = 1`, `eta = 1` the proximal minimiser is `ĥ = 1/2`, while
/// `γ_1 = (ĥ⁻² - 1)/α` puts the energy's at `ĥ = 1` (and reading `α_N` as that of the layer below gives `γ_1 = 0`, so 1
/// again). True are, in its letters, `γ_n = α_(n-1)/α` for all `n` and `γ_n^decay = -‖e_(n+1)‖² α_n²/α`: the decay is
/// negative, not a "positive scalar", and the learning rate enters every layer, though only through its ratio to the loss,
/// so that it may as well scale the loss alone. (2) Even then minimisers need not agree, only stationary points: in the
/// chain `w1 = w2 = 0`, `x = y = 1`, `eta = 4`, at the minimiser `z(1)² = z(2) = 3/4` of `Φ` the weighting makes the
/// energy's Hessian in `z(1)` zero, so its minimisers are a whole line; with `w1 = 0.1` and otherwise the same, at the
/// minimiser of `Φ` among `z(1) < 0` the decay outweighs the precision and the energy has none ([DecayedEnergy#minimiser]
/// is empty). (3) Theorem 4.2 therefore holds for its first equality (proximal update and IL-prox, where a minimiser
/// exists), and for inference learning only at a self-consistent stationary point.
public final class ProximalInference {
  private ProximalInference() {}

  /// `Φ(z)`; positive infinity where no weights reach `z`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit, there are several samples, or `eta` is not positive
  public static double objective(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y, DMatrixRMaj[] z, double eta) {
    ProximalChecks.requireRate(eta);
    Shapes.requireFit(net, x, y);
    double distance = squaredDistance(net, x, z);
    return ProximalChecks.squared(CommonOps_DDRM.subtract(y, z[z.length - 1], null)) / 2 + distance / (2 * eta);
  }

  /// `∂Φ/∂z(1), .., ∂Φ/∂z(L)`.
  ///
  /// @throws IllegalArgumentException as [#objective], or if a layer that feeds weights has no activity and no bias
  public static DMatrixRMaj[] gradient(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y, DMatrixRMaj[] z,
      double eta) {
    ProximalChecks.requireRate(eta);
    Shapes.requireFit(net, x, y);
    requireOneSample(net, x, z);
    int L = net.depth();
    DMatrixRMaj[] e = ProximalChecks.errors(net, x, z);
    DMatrixRMaj[] gradient = new DMatrixRMaj[L];
    for (int l = 1; l <= L; l++) {
      double q = requireActive(net, x, z, l);
      gradient[l - 1] = e[l - 1].copy();
      CommonOps_DDRM.scale(1 / (eta * q), gradient[l - 1]); // e / (eta q)
      if (l > 1) {
        double a = net.scaling(l);
        double outweighed = a * a * ProximalChecks.squared(e[l - 1]) / (eta * q * q);
        CommonOps_DDRM.multAddTransA(-1, net.layerMap(l), gradient[l - 1], gradient[l - 2]);
        CommonOps_DDRM.addEquals(gradient[l - 2], -outweighed, z[l - 2]);
      }
    }
    CommonOps_DDRM.addEquals(gradient[L - 1], z[L - 1]);
    CommonOps_DDRM.subtractEquals(gradient[L - 1], y);
    return gradient;
  }

  /// `‖θ* - θ‖² = sum_l ‖e(l)‖² / q(l)`; positive infinity where no weights reach `z`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or there are several samples
  public static double squaredDistance(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj[] z) {
    requireOneSample(net, x, z);
    DMatrixRMaj[] e = ProximalChecks.errors(net, x, z);
    double sum = 0;
    for (int l = 1; l <= e.length; l++) {
      double squared = ProximalChecks.squared(e[l - 1]);
      sum += squared == 0 ? 0 : squared / gain(net, x, z, l);
    }
    return sum;
  }

  /// The precisions `gamma(1), .., gamma(L)` that tie the energy to `Φ` at `z`.
  ///
  /// @throws IllegalArgumentException as [#gradient]
  public static double[] precisions(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj[] z, double eta) {
    ProximalChecks.requireRate(eta);
    requireOneSample(net, x, z);
    double[] precisions = new double[z.length];
    for (int l = 1; l <= z.length; l++) {
      precisions[l - 1] = 1 / (eta * requireActive(net, x, z, l));
    }
    return precisions;
  }

  /// The decays `decay(1), .., decay(L-1)` that tie the energy to `Φ` at `z`; none is positive.
  ///
  /// @throws IllegalArgumentException as [#gradient]
  public static double[] decays(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj[] z, double eta) {
    double[] precisions = precisions(net, x, z, eta);
    DMatrixRMaj[] e = ProximalChecks.errors(net, x, z);
    double[] decays = new double[z.length - 1];
    for (int l = 1; l < z.length; l++) {
      double weighted = net.scaling(l + 1) * precisions[l]; // a(l+1) / (eta q(l+1))
      decays[l - 1] = -eta * weighted * weighted * ProximalChecks.squared(e[l]);
    }
    return decays;
  }

  /// The nearest network with the forward activities `z`: every layer takes its normalised update.
  ///
  /// @throws IllegalArgumentException as [#gradient]
  public static DeepLinearNet updated(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj[] z) {
    requireOneSample(net, x, z);
    DMatrixRMaj[] e = ProximalChecks.errors(net, x, z);
    DMatrixRMaj[] W = new DMatrixRMaj[e.length];
    double[][] b = new double[e.length][];
    for (int l = 1; l <= e.length; l++) {
      double q = requireActive(net, x, z, l);
      W[l - 1] = net.weight(l);
      DMatrixRMaj below = ProximalChecks.below(x, z, l);
      CommonOps_DDRM.multAddTransB(net.scaling(l) / q, e[l - 1], below, W[l - 1]); // a e zᵀ / q
      b[l - 1] = net.bias(l);
      for (int i = 0; i < b[l - 1].length; i++) {
        b[l - 1][i] += e[l - 1].data[i] / q;
      }
    }
    DeepLinearNet next = net.withWeights(W);
    return net.hasBiases() ? next.withBiases(b) : next;
  }

  /// `q(l)`.
  private static double gain(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj[] z, int l) {
    double a = net.scaling(l);
    return a * a * ProximalChecks.squared(ProximalChecks.below(x, z, l)) + (net.hasBiases() ? 1 : 0);
  }

  private static double requireActive(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj[] z, int l) {
    double q = gain(net, x, z, l);
    ProximalChecks.require(q > 0, "a(" + l + ") z(" + (l - 1) + ") must not be zero, since no weights W(" + l
        + ") could then move the layer: give the network biases or other activities");
    return q;
  }

  private static void requireOneSample(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj[] z) {
    ProximalChecks.requireActivities(net, x, z);
    ProximalChecks.require(x.numCols == 1,
        "the weights can be eliminated for one sample only, got " + x.numCols + "; take the samples one by one");
  }
}

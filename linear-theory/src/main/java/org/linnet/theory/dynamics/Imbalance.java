package org.linnet.theory.dynamics;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.inference.ExactInference;
import org.linnet.core.net.DeepLinearNet;

/// The difference between neighbouring layers that the loss conserves and predictive coding drives up.
///
/// **Statement**: let `J(l) = W(l+1)ᵀ W(l+1) - W(l) W(l)ᵀ`. Under gradient flow on the mean squared error `J(l)` is constant; under gradient
/// flow on the equilibrated energy
///
/// `dJ(l)/dt = 2 gamma(l)/B e(l) e(l)ᵀ`, positive semidefinite, with trace 4 times the layer's energy.
///
/// So balanced weights do not stay balanced: each layer grows against the one below it.
///
/// **Assumptions**: linear layers without skips and biases; input and output clamped; exact equilibrium.
///
/// **Shapes**: `J(l)` is `N(l)` square, `l = 1..H`.
///
/// **Numerics**: O(H N³) and O(H N² B); error `eps` times the condition number of the activity Hessian.
///
/// **Source**: conservation for the loss is classical; for the energy it follows from `∂F*/∂W(l) = -a(l)/B gamma(l) e(l) z(l-1)ᵀ`
/// (`innocenti2025thesis`, Eq. 3.2), as `a(l+1) W(l+1)ᵀ gamma(l+1) e(l+1) = gamma(l) e(l)` at the equilibrium.
public final class Imbalance {
  private Imbalance() {}

  /// `J(l)`.
  ///
  /// @throws IndexOutOfBoundsException if `l` is not a hidden layer
  public static DMatrixRMaj of(DeepLinearNet net, int l) {
    requireHidden(net, l);
    DMatrixRMaj J = CommonOps_DDRM.multTransA(net.weight(l + 1), net.weight(l + 1), null);
    CommonOps_DDRM.multAddTransB(-1, net.weight(l), net.weight(l), J);
    return J;
  }

  /// `dJ(l)/dt` under gradient flow on the equilibrated energy.
  ///
  /// @throws IllegalArgumentException if the network has skips or biases, or a shape does not fit
  /// @throws IndexOutOfBoundsException if `l` is not a hidden layer
  public static DMatrixRMaj rate(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y, int l) {
    requireHidden(net, l);
    for (int k = 1; k <= net.depth(); k++) {
      require(net.skip(k) == 0, "the rate is known without skips only, got tau(" + k + ") = " + net.skip(k));
      for (double bias : net.bias(k)) {
        require(bias == 0, "the rate is known without biases only, got " + bias + " in b(" + k + ")");
      }
    }
    DMatrixRMaj e = PcEnergy.of(net, x, y).evaluate(ExactInference.of(net).equilibrium(x, y)).error(l);
    DMatrixRMaj rate = CommonOps_DDRM.multTransB(e, e, null);
    CommonOps_DDRM.scale(2 * net.precision(l) / x.numCols, rate);
    return rate;
  }

  private static void requireHidden(DeepLinearNet net, int l) {
    if (l < 1 || l > net.hiddenLayers()) {
      throw new IndexOutOfBoundsException("hidden layer must be in 1.." + net.hiddenLayers() + ", got " + l);
    }
  }

  private static void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }
}

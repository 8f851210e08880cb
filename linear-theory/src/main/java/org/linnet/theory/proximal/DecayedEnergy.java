package org.linnet.theory.proximal;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.linalg.BlockTridiagonalCholesky;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.Shapes;

/// The energy of inference learning with a free output and decaying activities, and its minimiser.
///
/// **Statement**: summed over the samples,
///
/// `F = 1/2 ‖y - z(L)‖² + sum_(l=1..L) gamma(l)/2 ‖e(l)‖² + sum_(l=1..L-1) decay(l)/2 ‖z(l)‖²`, `z(0) = x`,
///
/// `∂F/∂z(l) = gamma(l) e(l) - gamma(l+1) A(l+1)ᵀ e(l+1) + decay(l) z(l)`, `∂F/∂z(L) = gamma(L) e(L) + z(L) - y`,
///
/// and the Hessian is block tridiagonal with `(gamma(l) + decay(l)) I + gamma(l+1) A(l+1)ᵀ A(l+1)`, `(gamma(L) + 1) I` on
/// the diagonal and `-gamma(l+1) A(l+1)` below. A minimiser exists and is unique if and only if it is positive definite, as
/// it is for `decay >= 0`.
///
/// **Assumptions**: linear layers; the squared error as loss. Decays may be negative.
///
/// **Shapes**: `z(l)` is `N(l) x B`, `l = 1..L`, entry `l-1`; `L - 1` decays.
///
/// **Numerics**: O(L N² B); the minimiser O(L N³ + L N² B) with relative error about `eps` times the Hessian's condition.
///
/// **Source**: `alonso2022`, Eq. 4.
public final class DecayedEnergy {
  private DecayedEnergy() {}

  /// `F`, summed over the samples; precisions are the network's.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static double value(DeepLinearNet net, double[] decays, DMatrixRMaj x, DMatrixRMaj y, DMatrixRMaj[] z) {
    requireFit(net, decays, x, y);
    ProximalChecks.requireActivities(net, x, z);
    DMatrixRMaj[] e = ProximalChecks.errors(net, x, z);
    int L = net.depth();
    double sum = ProximalChecks.squared(CommonOps_DDRM.subtract(y, z[L - 1], null));
    for (int l = 1; l <= L; l++) {
      sum += net.precision(l) * ProximalChecks.squared(e[l - 1]);
      sum += l == L ? 0 : decays[l - 1] * ProximalChecks.squared(z[l - 1]);
    }
    return sum / 2;
  }

  /// `∂F/∂z(1), .., ∂F/∂z(L)`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static DMatrixRMaj[] gradient(DeepLinearNet net, double[] decays, DMatrixRMaj x, DMatrixRMaj y,
      DMatrixRMaj[] z) {
    requireFit(net, decays, x, y);
    ProximalChecks.requireActivities(net, x, z);
    DMatrixRMaj[] gradient = ProximalChecks.errors(net, x, z);
    int L = net.depth();
    for (int l = 1; l <= L; l++) {
      CommonOps_DDRM.scale(net.precision(l), gradient[l - 1]);
      if (l > 1) {
        CommonOps_DDRM.multAddTransA(-1, net.layerMap(l), gradient[l - 1], gradient[l - 2]);
        CommonOps_DDRM.addEquals(gradient[l - 2], decays[l - 2], z[l - 2]);
      }
    }
    CommonOps_DDRM.addEquals(gradient[L - 1], z[L - 1]);
    CommonOps_DDRM.subtractEquals(gradient[L - 1], y);
    return gradient;
  }

  /// The activities `z(1), .., z(L)` at which `F` is least, or nothing where `F` has no unique minimiser, because a negative
  /// decay outweighs the precisions.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static Optional<DMatrixRMaj[]> minimiser(DeepLinearNet net, double[] decays, DMatrixRMaj x, DMatrixRMaj y) {
    DMatrixRMaj[] zero = new DMatrixRMaj[net.depth()];
    for (int l = 1; l <= zero.length; l++) {
      zero[l - 1] = new DMatrixRMaj(net.width(l), x.numCols);
    }
    DMatrixRMaj[] solution = gradient(net, decays, x, y, zero); // F is quadratic: Hessian z = -gradient at 0
    for (DMatrixRMaj block : solution) {
      CommonOps_DDRM.changeSign(block);
    }
    Optional<BlockTridiagonalCholesky> factor = hessian(net, decays);
    factor.ifPresent(cholesky -> cholesky.solve(solution));
    return factor.map(_ -> solution);
  }

  private static Optional<BlockTridiagonalCholesky> hessian(DeepLinearNet net, double[] decays) {
    int L = net.depth();
    DMatrixRMaj[] D = new DMatrixRMaj[L];
    DMatrixRMaj[] O = new DMatrixRMaj[L - 1];
    for (int l = 1; l <= L; l++) {
      D[l - 1] = CommonOps_DDRM.identity(net.width(l));
      CommonOps_DDRM.scale(net.precision(l) + (l == L ? 1 : decays[l - 1]), D[l - 1]);
      if (l > 1) {
        O[l - 2] = net.layerMap(l);
        CommonOps_DDRM.multAddTransA(net.precision(l), O[l - 2], O[l - 2], D[l - 2]);
        CommonOps_DDRM.scale(-net.precision(l), O[l - 2]);
      }
    }
    return BlockTridiagonalCholesky.factor(D, O);
  }

  private static void requireFit(DeepLinearNet net, double[] decays, DMatrixRMaj x, DMatrixRMaj y) {
    Shapes.requireFit(net, x, y);
    ProximalChecks.require(decays.length == net.hiddenLayers(),
        "one decay per hidden layer is needed: " + net.hiddenLayers() + ", got " + decays.length);
    for (int l = 1; l <= decays.length; l++) {
      ProximalChecks.require(Double.isFinite(decays[l - 1]), "decay(" + l + ") must be finite, got " + decays[l - 1]);
    }
  }
}

package org.linnet.theory.target;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// The smallest change of all weights that lowers the loss by a given small amount: a gradient step.
///
/// **Statement**: to first order in `c`, the least `sum_l ‖ΔW(l)‖²` with `ℒ(W + ΔW) = ℒ(W) - c` is reached by
///
/// `ΔW(l) = -c ∂ℒ/∂W(l) / sum_k ‖∂ℒ/∂W(k)‖²`, `ℒ = 1/(2B) ‖r‖²`.
///
/// **Assumptions**: a gradient that is not zero.
///
/// **Shapes**: update `l` is `N(l) x N(l-1)`; entry `l-1` of the array, `l = 1..L`; `c` has the unit of the loss.
///
/// **Numerics**: O(L N² B); the loss falls by `c + O(c²)`.
///
/// **Source**: `meulemans2020`, Proposition S7 (Eq. 109-117).
///
/// **Erratum**: the proposition has no limit in it (its proof takes `c → 0`). At a finite `c` it fails already at depth 1:
/// with `x` the columns of `diag(1, 2)`, `W = (0, 0)`, `y = (1, 2)` and `c` all of the loss, the only solution is
/// `ΔW = (1, 1)`, while the gradient points along `(1, 4)`.
public final class LossDecrease {
  private LossDecrease() {}

  /// `ΔW(l)` for `l = 1..L`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit, a value is not finite, or `c` not positive
  /// @throws ArithmeticException if the gradient is zero, so that no small change lowers the loss to first order
  public static DMatrixRMaj[] weightUpdates(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y, double c) {
    TargetChecks.require(c > 0 && Double.isFinite(c), "decrease c must be positive and finite, got " + c);
    DMatrixRMaj[] updates = GradientTarget.weightUpdates(net, x, y, 1); // -∂ℒ/∂W(l)
    double squared = 0;
    for (DMatrixRMaj update : updates) {
      double norm = NormOps_DDRM.normF(update);
      squared += norm * norm;
    }
    if (squared == 0) {
      throw new ArithmeticException("the loss gradient is zero: no small change of the weights lowers the loss by " + c
          + " to first order; move away from the critical point first");
    }
    for (DMatrixRMaj update : updates) {
      CommonOps_DDRM.scale(c / squared, update);
    }
    return updates;
  }
}

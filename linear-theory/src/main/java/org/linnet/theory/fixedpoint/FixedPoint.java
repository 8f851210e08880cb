package org.linnet.theory.fixedpoint;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.energy.Activities;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.Shapes;
import org.linnet.theory.equilibrium.RescalingFactor;

/// The fixed point of inference in a clamped linear network: errors and activities in closed form.
///
/// **Statement**: with the residual `r = y - f`, `f` the forward pass, and the rescaling `S` of
/// [org.linnet.theory.equilibrium.EquilibratedEnergy],
///
/// `e*(L) = 1/gamma(L) S⁻¹ r`, `e*(l) = 1/gamma(l) P(l+1)ᵀ S⁻¹ r`, `P(l+1) = A(L) .. A(l+1)`,
///
/// `z*(l) = A(l) z*(l-1) + c(l) + e*(l)`, which is the forward pass plus `sum_(i=1..l) A(l) .. A(i+1) e*(i)`.
///
/// In the paper's letters `gamma(L) S = I + C`. With one hidden layer and numbers for weights,
/// `z* = (w1 x + w2 y)/(1 + w2²)`.
///
/// **Assumptions**: linear layers, input and output clamped. Any depth, widths, scalings, skips, precisions and biases. A nudged
/// end is a network of [Nudge].
///
/// **Shapes**: `e*(l)` and `z*(l)` are `N(l) x B`.
///
/// **Numerics**: O(H K N²) once for `S` and O(H N²) per sample: no activity Hessian is factored, so with few outputs this is
/// cheaper by `N/K` than `org.linnet.core.inference.ExactInference`. The errors carry a relative error of about
/// `eps sqrt(cond S)` and that of the residual. The activities are added up from the input, so their absolute error is
/// about `eps` times the norms along the forward pass: where these explode, `z*` is the small difference of large numbers
/// and ExactInference, whose error is `eps cond Hz`, is the better way.
///
/// **Source**: `ishikawa2024`, Theorem 4.2 (Eq. 15, 16), S.75-S.95; `innocenti2025thesis`, Eq. 5.4 and C.1-C.9, A.5 (one
/// hidden unit).
///
/// **Erratum**: `ishikawa2024` prints in Theorem 4.2 the residual as `W(L:1) x - y`; the errors need `y - W(L:1) x`, as in
/// its S.91 and S.92 (with `L = 1`, `W = 0` the error is `y`). Eq. 16 sums up to `i = l-1`; its own recursion S.94 needs
/// `i = l` as well (with weights `w1 = 0`, `w2 = w3 = 1`, `y = 1`: `z*(2) = 2/3`; the printed sum gives 1/3). S.77 has the
/// wrong sign of its first term, S.90 prints `I + C` where `C` is meant (with it, the errors would not depend on `y`), and the
/// last row of S.85 is `1/gamma(1)`. In `innocenti2025thesis`, C.5-C.8 multiply matrices to the activities from the right; the
/// remark on biases after C.9 lost its minus signs in our copy: `b(l) = c(l) - A(l+1)ᵀ c(l+1)` besides `x` and `y`.
public final class FixedPoint {
  private FixedPoint() {}

  /// The errors `e*(1), .., e*(L)` for the samples in the columns of `x` and `y`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static DMatrixRMaj[] errors(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    Shapes.requireFit(net, x, y);
    int L = net.depth();
    DMatrixRMaj f = x;
    for (int l = 1; l <= L; l++) {
      f = net.predict(l, f);
    }
    DMatrixRMaj[] e = new DMatrixRMaj[L];
    DMatrixRMaj lambda = RescalingFactor.of(net).solve(CommonOps_DDRM.subtract(y, f, null)); // S⁻¹ r
    for (int l = L; l >= 1; l--) {
      e[l - 1] = lambda.copy();
      CommonOps_DDRM.scale(1 / net.precision(l), e[l - 1]);
      lambda = CommonOps_DDRM.multTransA(net.layerMap(l), lambda, null); // P(l)ᵀ S⁻¹ r
    }
    return e;
  }

  /// The activities `z*(1), .., z*(H)`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static Activities activities(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    DMatrixRMaj[] e = errors(net, x, y);
    Activities z = Activities.zero(net, x.numCols);
    DMatrixRMaj below = x;
    for (int l = 1; l <= net.hiddenLayers(); l++) {
      CommonOps_DDRM.add(net.predict(l, below), e[l - 1], z.layer(l));
      below = z.layer(l);
    }
    return z;
  }
}

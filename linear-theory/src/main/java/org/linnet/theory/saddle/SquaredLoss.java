package org.linnet.theory.saddle;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.NormOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// The mean squared error of a deep linear network and its weight gradient.
///
/// **Statement**: `Loss = 1/(2B) sum_i ‖y(i) - h(L,i)‖²` with the forward pass `h(l) = A(l) h(l-1) + b(l)`, `h(0) = x`, and
///
/// `∂Loss/∂W(l) = -a(l)/B P(l+1)ᵀ r h(l-1)ᵀ`,
///
/// which without biases, skips and scalings is `P(l+1)ᵀ (W(L) .. W(1) Σxx - Σyx) (W(l-1) .. W(1))ᵀ`.
///
/// **Assumptions**: linear layers. Precisions do not enter.
///
/// **Shapes**: `x` is `N(0) x B`, `y` is `K x B`, `∂Loss/∂W(l)` is `N(l) x N(l-1)`.
///
/// **Numerics**: O(H K N²) + O(H N² B); the error is a few `eps` times the product of the norms of the factors.
///
/// **Source**: `innocenti2025thesis`, Eq. 4.1, B.4-B.5, B.31, B.33-B.34.
///
/// **Erratum**: B.4 prints the gradient without the mean over the samples that 4.1 and B.5 have. For `W = 0`, `x = (1, 1)`
/// and `y = (1, 1)` at depth 1 the sum is -2 and the gradient -1.
public final class SquaredLoss {
  private SquaredLoss() {}

  /// `Loss` for the samples in the columns of `x` and `y`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static double value(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    double norm = NormOps_DDRM.normF(Equilibrium.ofLoss(net, x, y).r);
    return norm * norm / (2 * x.numCols);
  }

  /// `∂Loss/∂W(1), .., ∂Loss/∂W(L)`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static DMatrixRMaj[] gradient(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    return Equilibrium.ofLoss(net, x, y).gradient();
  }
}

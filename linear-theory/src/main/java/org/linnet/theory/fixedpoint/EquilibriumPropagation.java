package org.linnet.theory.fixedpoint;

import java.util.Arrays;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.Shapes;

/// The fixed points of equilibrium propagation in a linear network, free and nudged.
///
/// **Statement**: the energy of one sample,
///
/// `E = sum_(l=1..L) (1/2 ‖z(l)‖² - z(l)ᵀ (A(l) z(l-1) + c(l))) + beta/2 ‖y - z(L)‖²`, `z(0) = x`,
///
/// has the gradient `z(l) - A(l) z(l-1) - c(l) - A(l+1)ᵀ z(l+1)`, with `beta (z(L) - y)` for the last term at `l = L`, and so
/// the stationary point `Hz⁻¹ b`, `b(1) = A(1) x + c(1)`, `b(l) = c(l)`, plus `beta y` in `b(L)`, with the `Hz` of
/// [EquilibriumPropagationHessian]. It is an equilibrium if and only if `Hz` is positive definite; else `E` has no minimum,
/// descent on it runs away (or stays in a flat direction), and there is nothing to return.
///
/// **Assumptions**: linear layers, unit precisions (this energy has none). Scalings, skips and biases may be any.
///
/// **Shapes**: `z(l)` is `N(l) x B`, `l = 1..L`: the output is free.
///
/// **Numerics**: O(H N³) once and O(H N²) per sample; relative error `eps cond Hz`.
///
/// **Source**: `innocenti2025thesis`, Eq. C.21, C.22, C.24.
///
/// **Erratum**: C.21 prints the regulariser without the sum over layers; C.22 prints the column `W(l+1)ᵀ z(l+1)` as the row
/// `z(l+1)ᵀ W(l+1)`.
public final class EquilibriumPropagation {
  private EquilibriumPropagation() {}

  /// The fixed point `z(1), .., z(L)` of the free phase, `beta = 0`, or nothing where the energy has no minimum.
  ///
  /// @throws IllegalArgumentException if a precision is not 1 or `x` does not fit
  public static Optional<DMatrixRMaj[]> free(DeepLinearNet net, DMatrixRMaj x) {
    return fixedPoint(net, 0, x, new DMatrixRMaj(net.width(net.depth()), x.numCols));
  }

  /// The fixed point `z(1), .., z(L)` of the nudged phase, or nothing where the energy has no minimum.
  ///
  /// @throws IllegalArgumentException if `beta` is negative or not finite, a precision is not 1, or a shape does not fit
  public static Optional<DMatrixRMaj[]> nudged(DeepLinearNet net, double beta, DMatrixRMaj x, DMatrixRMaj y) {
    return fixedPoint(net, beta, x, y);
  }

  private static Optional<DMatrixRMaj[]> fixedPoint(DeepLinearNet net, double beta, DMatrixRMaj x, DMatrixRMaj y) {
    Shapes.requireFit(net, x, y);
    DMatrixRMaj[] z = source(net, beta, x, y);
    return EquilibriumPropagationHessian.of(net, beta).cholesky().map(factor -> {
      factor.solve(z);
      return z;
    });
  }

  /// `b`.
  private static DMatrixRMaj[] source(DeepLinearNet net, double beta, DMatrixRMaj x, DMatrixRMaj y) {
    DMatrixRMaj[] b = new DMatrixRMaj[net.depth()];
    Arrays.setAll(b, l -> net.predict(l + 1, l == 0 ? x : new DMatrixRMaj(net.width(l), x.numCols)));
    CommonOps_DDRM.addEquals(b[b.length - 1], beta, y);
    return b;
  }
}

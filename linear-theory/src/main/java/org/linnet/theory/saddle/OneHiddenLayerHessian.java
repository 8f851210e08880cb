package org.linnet.theory.saddle;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// The blocks of the equilibrated energy's weight Hessian for one hidden layer, at any point.
///
/// **Statement**: with `G = S⁻¹ A(2)`, `z` the hidden equilibrium, `lambda = S⁻¹ r`, `Λ = lambda lambdaᵀ/B`, `g = 1/gamma(1)`,
/// `Θ = I - g A(2)ᵀ G` and `T` as in [RowVectorisation],
///
/// `∂²F*/∂W(1)∂W(1) = a(1)² A(2)ᵀ G ⊗ x xᵀ/B`,
///
/// `∂²F*/∂W(2)∂W(1) = a(1) a(2) [G ⊗ z xᵀ/B - (lambda xᵀ/B ⊗ Θ) T]`,
///
/// `∂²F*/∂W(2)∂W(2) = a(2)² [S⁻¹ ⊗ z zᵀ/B - g Λ ⊗ Θ + g (G ⊗ z lambdaᵀ/B) T + g (lambda zᵀ/B ⊗ Gᵀ) T]`,
///
/// rows by the first matrix of the denominator, columns by the second.
///
/// **Assumptions**: depth 2; linear layers; input and output clamped; exact equilibrium; biases fixed.
///
/// **Shapes**: `N(1) N(0)` and `N(2) N(1)` square on the diagonal, `N(2) N(1) x N(1) N(0)` off it.
///
/// **Numerics**: O(size of the block) after O(K² N(1)) and O(N² B); error about `eps sqrt(cond S)` times the norms of the factors.
///
/// **Source**: `innocenti2025thesis`, B.39-B.42.
///
/// **Erratum**: B.41 prints `S⁻¹ ⊗ W(1) Σxx W(1)ᵀ - S⁻¹ Ψ S⁻¹ ⊗ I` for the last block at any weights; it holds where `W(2) = 0` only,
/// as it leaves out the derivatives of `S⁻¹` and `Ψ`. Widths 1, `w = (0, 1)`, `x = y = 1`: `F* = 1/(2 (1 + w(2)²))` has the
/// second derivative 1/4, the print gives -1/4. B.42 has the layout of B.39 (see [LossHessian]). B.40 holds.
public final class OneHiddenLayerHessian {
  private OneHiddenLayerHessian() {}

  /// `∂²F*/∂W(1)∂W(1)`.
  ///
  /// @throws IllegalArgumentException if the depth is not 2, a shape does not fit or a value is not finite
  public static DMatrixRMaj first(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    Equilibrium at = equilibrium(net, x, y);
    DMatrixRMaj block = RowVectorisation.derivative(
        CommonOps_DDRM.multTransA(at.A[2], at.solve(at.A[2]), null), moment(at, x, x));
    CommonOps_DDRM.scale(at.a[1] * at.a[1], block);
    return block;
  }

  /// `∂²F*/∂W(2)∂W(1)`.
  ///
  /// @throws IllegalArgumentException if the depth is not 2, a shape does not fit or a value is not finite
  public static DMatrixRMaj mixed(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    Equilibrium at = equilibrium(net, x, y);
    DMatrixRMaj G = at.solve(at.A[2]);
    DMatrixRMaj block = RowVectorisation.derivative(G, moment(at, x, at.z[1]));
    CommonOps_DDRM.subtractEquals(block,
        RowVectorisation.transposedDerivative(moment(at, at.lambda[2], x), shrinkage(at, G)));
    CommonOps_DDRM.scale(at.a[1] * at.a[2], block);
    return block;
  }

  /// `∂²F*/∂W(2)∂W(2)`.
  ///
  /// @throws IllegalArgumentException if the depth is not 2, a shape does not fit or a value is not finite
  public static DMatrixRMaj last(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    Equilibrium at = equilibrium(net, x, y);
    DMatrixRMaj G = at.solve(at.A[2]);
    double g = at.v[1];
    DMatrixRMaj lambda = at.lambda[2];
    DMatrixRMaj z = at.z[1];
    DMatrixRMaj cross = moment(at, lambda, z);
    DMatrixRMaj block = RowVectorisation.derivative(at.solve(CommonOps_DDRM.identity(lambda.numRows)),
        moment(at, z, z));
    add(-g, RowVectorisation.derivative(moment(at, lambda, lambda), shrinkage(at, G)), block);
    add(g, RowVectorisation.transposedDerivative(G, cross), block);
    add(g, RowVectorisation.transposedDerivative(cross, G), block);
    CommonOps_DDRM.scale(at.a[2] * at.a[2], block);
    return block;
  }

  private static Equilibrium equilibrium(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    if (net.depth() != 2) {
      throw new IllegalArgumentException("the network must have one hidden layer (depth 2), got depth " + net.depth()
          + "; for other depths use EquilibratedHessian");
    }
    return Equilibrium.ofEnergy(net, x, y);
  }

  /// `Θ = I - g A(2)ᵀ G`, symmetric.
  private static DMatrixRMaj shrinkage(Equilibrium at, DMatrixRMaj G) {
    DMatrixRMaj theta = CommonOps_DDRM.identity(at.A[2].numCols);
    CommonOps_DDRM.multAddTransA(-at.v[1], at.A[2], G, theta);
    return theta;
  }

  /// `u wᵀ/B`.
  private static DMatrixRMaj moment(Equilibrium at, DMatrixRMaj u, DMatrixRMaj w) {
    DMatrixRMaj M = CommonOps_DDRM.multTransB(u, w, null);
    CommonOps_DDRM.scale(1.0 / at.B, M);
    return M;
  }

  private static void add(double factor, DMatrixRMaj M, DMatrixRMaj to) {
    CommonOps_DDRM.addEquals(to, factor, M);
  }
}

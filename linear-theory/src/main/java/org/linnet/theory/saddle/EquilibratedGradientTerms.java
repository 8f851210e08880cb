package org.linnet.theory.saddle;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// The two parts of the equilibrated energy's gradient: what moves the residual and what moves the rescaling.
///
/// **Statement**: `∂F*/∂W(l)` is the sum of
///
/// `residual(l) = -a(l)/B P(l+1)ᵀ S⁻¹ r h(l-1)ᵀ` and `rescaling(l) = -a(l) P(l+1)ᵀ S⁻¹ Ψ S⁻¹ C(l-1)ᵀ`,
///
/// with `Ψ = r rᵀ/B` and `C(l) = A(l) C(l-1) + P(l+1)ᵀ/gamma(l)`, `C(0) = 0`, which is the covariance of `z(l)` with the output
/// in the generative model; so `z(l) = h(l) + C(l) S⁻¹ r` at the equilibrium. The first part is the derivative with `S` held
/// fixed, the second with `r` held fixed; for `W(1)` the second vanishes.
///
/// **Assumptions**: linear layers; input and output clamped; exact equilibrium.
///
/// **Shapes**: both parts of layer `l` are `N(l) x N(l-1)`; `C(l)` is `N(l) x K`.
///
/// **Numerics**: O(H K N²) and O(H N² B); error about `eps sqrt(cond S)` times the product of the norms of the factors.
///
/// **Source**: `innocenti2025thesis`, B.21-B.22, B.35-B.36.
///
/// **Erratum**: B.21 prints `1/(2N) sum_i (∂r(i)ᵀ/∂W) S⁻¹ (∂r(i)/∂W)`, in which the second factor must be `r(i)` and the 2 goes.
/// B.22 prints `-S⁻¹ r rᵀ S⁻¹ ∂S/∂W`, a product that is not defined for the 4-index `∂S/∂W`: the contraction of both indices of
/// `S` is meant, and of the `1/N` a half is missing (chain, `w = (0, 1)`, `x = y = 1`: `S = 2`, `∂S/∂w(2) = 2`, the part is
/// -1/4 and the print gives -1/2). The rule quoted for it, `∂(aᵀXb)/∂X = -X⁻ᵀ a bᵀ X⁻ᵀ`, holds for `aᵀX⁻¹b`. L1894 calls `Ψ` the
/// mean of the residual; it is the mean of its square. B.36 holds.
public final class EquilibratedGradientTerms {
  private EquilibratedGradientTerms() {}

  /// Both parts, layer 1 first in each.
  public record Terms(List<DMatrixRMaj> residual, List<DMatrixRMaj> rescaling) {}

  /// The parts of `∂F*/∂W(1), .., ∂F*/∂W(L)`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static Terms terms(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    Equilibrium at = Equilibrium.ofEnergy(net, x, y);
    List<DMatrixRMaj> residual = new ArrayList<>();
    List<DMatrixRMaj> rescaling = new ArrayList<>();
    DMatrixRMaj C = new DMatrixRMaj(x.numRows, y.numRows); // C(0) = 0
    for (int l = 1; l <= at.L; l++) {
      DMatrixRMaj shift = CommonOps_DDRM.mult(C, at.lambda[at.L], null); // C(l-1) S⁻¹ r
      residual.add(outer(at, l, at.h[l - 1]));
      rescaling.add(outer(at, l, shift));
      C = CommonOps_DDRM.mult(at.A[l], C, null);
      CommonOps_DDRM.addEquals(C, at.v[l], CommonOps_DDRM.transpose(at.P[l + 1], null));
    }
    return new Terms(List.copyOf(residual), List.copyOf(rescaling));
  }

  /// `-a(l)/B lambda(l) zᵀ`.
  private static DMatrixRMaj outer(Equilibrium at, int l, DMatrixRMaj z) {
    DMatrixRMaj product = CommonOps_DDRM.multTransB(at.lambda[l], z, null);
    CommonOps_DDRM.scale(-at.a[l] / at.B, product);
    return product;
  }
}

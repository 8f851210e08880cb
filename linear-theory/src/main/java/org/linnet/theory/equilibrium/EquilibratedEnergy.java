package org.linnet.theory.equilibrium;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.Shapes;

/// The energy of a deep linear network at its inference equilibrium: a rescaled mean squared error.
///
/// **Statement**: minimised over the hidden activities, the predictive coding energy is
///
/// `F* = 1/(2B) sum_i r(i)ᵀ S⁻¹ r(i)`, `r(i) = y(i) - A(L) .. A(1) x(i)` (with biases, `y` less the forward pass),
///
/// `S = I/gamma(L) + sum_(l=2..L) P(l) P(l)ᵀ / gamma(l-1)`, `P(l) = A(L) .. A(l)`, `A(l) = a(l) W(l) + tau(l) I`.
///
/// At the equilibrium the weighted errors `gamma(l) e(l)` are `S⁻¹ r` for `l = L` and pulled back through the layer maps
/// below, so by the envelope theorem `∂F*/∂W(l) = -a(l)/B gamma(l) e(l) z(l-1)ᵀ`.
///
/// **Assumptions**: linear layers; input and output clamped; the exact equilibrium. Any depth, widths, scalings, skips and
/// precisions; the printed theorem has unit scalings and precisions and no skips.
///
/// **Shapes**: `x` is `N(0) x B`, `y` is `K x B`, `S` is `K x K`, `∂F*/∂W(l)` is `N(l) x N(l-1)`.
///
/// **Numerics**: O(H K N²) for `S` and O(H N²) per sample for the gradient. The energy never forms `S`: it factors the
/// stack `M` of the suffix products, `S = M Mᵀ`, by orthogonal transformations, so its relative error grows like
/// `eps sqrt(cond S)` rather than `eps cond S`; [#errorBound] says how large it can be.
///
/// **Source**: `innocenti2025thesis`, Theorem 3.1 (Eq. 4.5, B.19) and Eq. C.25-C.26 (scalings and skips).
///
/// **Erratum**: Eq. C.26 prints the products over the skip layers as `∏_ℓ^H I + a_ℓ W_ℓ` with one index for the bound and
/// the factor, and without the order of the factors; meant is `A(L) A(H) .. A(l)`.
public final class EquilibratedEnergy {
  private EquilibratedEnergy() {}

  /// The rescaling `S`, `K x K`, symmetric positive definite with eigenvalues of at least `1/gamma(L)`.
  public static DMatrixRMaj rescaling(DeepLinearNet net) {
    DMatrixRMaj M = stack(net);
    DMatrixRMaj S = new DMatrixRMaj(M.numCols, M.numCols);
    CommonOps_DDRM.multInner(M, S); // MᵀM of the transposed stack
    return S;
  }

  /// `F*` for the samples in the columns of `x` and `y`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static double energy(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    Shapes.requireFit(net, x, y);
    DMatrixRMaj w = new RescalingFactor(stack(net)).whiten(residual(net, x, y));
    return squared(w) / (2 * x.numCols);
  }

  /// `∂F*/∂W(1), .., ∂F*/∂W(L)`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static DMatrixRMaj[] gradient(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    Shapes.requireFit(net, x, y);
    int L = net.depth();
    DMatrixRMaj[] lambda = new DMatrixRMaj[L + 1]; // lambda(l) = gamma(l) e(l)
    lambda[L] = new RescalingFactor(stack(net)).solve(residual(net, x, y)); // S⁻¹ r
    for (int l = L; l > 1; l--) {
      lambda[l - 1] = CommonOps_DDRM.multTransA(net.layerMap(l), lambda[l], null); // A(l)ᵀ lambda(l)
    }
    DMatrixRMaj[] gradient = new DMatrixRMaj[L];
    DMatrixRMaj z = x;
    for (int l = 1; l <= L; l++) {
      gradient[l - 1] = CommonOps_DDRM.multTransB(lambda[l], z, null); // lambda(l) z(l-1)ᵀ
      CommonOps_DDRM.scale(-net.scaling(l) / x.numCols, gradient[l - 1]);
      DMatrixRMaj next = net.predict(l, z);
      CommonOps_DDRM.addEquals(next, 1 / net.precision(l), lambda[l]); // z(l) = A(l) z(l-1) + c(l) + e(l)
      z = next;
    }
    return gradient;
  }

  /// A bound of the absolute error of [#energy] in double precision.
  ///
  /// With `u` the unit roundoff and `n` the sum of all widths, the computed stack and residuals differ from the exact ones
  /// by at most `n u m` and `n u d`, where `m` and `d` are what the products of the factors' Frobenius norms allow for
  /// `‖M‖` and `‖y‖` plus the norm of the forward pass. Through the smallest singular value `s` of the stack, this perturbs
  /// `w = M⁺ r` by at most `δ = n u (m ‖w‖ + d) / s` (to first order) and the energy by `(δ ‖w‖ + δ²/2) / B`; summing up
  /// `‖w‖²` adds `n u ‖w‖² / B`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static double errorBound(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    Shapes.requireFit(net, x, y);
    RescalingFactor factor = new RescalingFactor(stack(net));
    double w = NormOps_DDRM.normF(factor.whiten(residual(net, x, y)));
    int L = net.depth();
    double roundoff = 0x1p-53 * Arrays.stream(net.widths()).sum(); // n u
    double product = 1;
    double squaredStack = net.width(L) / net.precision(L); // m²
    for (int l = L; l > 1; l--) {
      product *= NormOps_DDRM.normF(net.layerMap(l));
      squaredStack += product * product / net.precision(l - 1);
    }
    double forward = NormOps_DDRM.normF(x);
    for (int l = 1; l <= L; l++) {
      double bias = NormOps_DDRM.normF(DMatrixRMaj.wrap(net.width(l), 1, net.bias(l)));
      forward = NormOps_DDRM.normF(net.layerMap(l)) * forward + bias * Math.sqrt(x.numCols);
    }
    double data = NormOps_DDRM.normF(y) + forward; // d
    double delta = roundoff * (Math.sqrt(squaredStack) * w + data) / factor.smallestSingularValue();
    return (delta * w + delta * delta / 2 + roundoff * w * w) / x.numCols;
  }

  /// `y - A(L) .. A(1) x`.
  private static DMatrixRMaj residual(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    DMatrixRMaj z = x;
    for (int l = 1; l <= net.depth(); l++) {
      z = net.predict(l, z);
    }
    return CommonOps_DDRM.subtract(y, z, null);
  }

  /// `Mᵀ`, with `M = [I gamma(L)^(-1/2), P(L) gamma(L-1)^(-1/2), .., P(2) gamma(1)^(-1/2)]` and `M Mᵀ = S`: one row per
  /// unit, `K` columns.
  private static DMatrixRMaj stack(DeepLinearNet net) {
    int L = net.depth();
    int K = net.width(L);
    int rows = K;
    for (int l = 1; l < L; l++) {
      rows += net.width(l);
    }
    DMatrixRMaj stack = new DMatrixRMaj(rows, K);
    DMatrixRMaj P = CommonOps_DDRM.identity(K); // Pᵀ, N(l-1) x K
    int row = 0;
    for (int l = L;; l--) {
      DMatrixRMaj block = P.copy();
      CommonOps_DDRM.scale(1 / Math.sqrt(net.precision(l)), block);
      CommonOps_DDRM.insert(block, stack, row, 0);
      row += P.numRows;
      if (l == 1) {
        return stack;
      }
      P = CommonOps_DDRM.multTransA(net.layerMap(l), P, null); // P(l)ᵀ = A(l)ᵀ P(l+1)ᵀ
    }
  }

  private static double squared(DMatrixRMaj w) {
    double norm = NormOps_DDRM.fastNormF(w);
    return norm * norm;
  }
}

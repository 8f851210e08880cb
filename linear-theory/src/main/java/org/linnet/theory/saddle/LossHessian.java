package org.linnet.theory.saddle;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// The weight Hessian of the mean squared error at any point.
///
/// **Statement**: with rows `vec W(l)` and columns `vec W(k)`, and `T` as in [RowVectorisation],
///
/// `∂²Loss/∂W(l)∂W(k) = a(l) a(k) [P(l+1)ᵀ P(k+1) ⊗ h(l-1) h(k-1)ᵀ/B - (A(k-1:l+1)ᵀ ⊗ h(l-1) rᵀ P(k+1)/B) T]` for `l < k`,
///
/// where `A(k-1:l+1) = A(k-1) .. A(l+1)`; for `l = k` without the second term; for `l > k` the transpose of the block
/// `(k, l)`. At depth 1 it is `I ⊗ Σxx`; where three or more layer maps and the skips vanish it is zero.
///
/// **Assumptions**: linear layers; biases fixed. Precisions do not enter.
///
/// **Shapes**: the block is `N(l) N(l-1) x N(k) N(k-1)`, the whole `p x p`.
///
/// **Numerics**: the dense form takes O(p²) and the products of its blocks, the product with a vector O(H N² B) after
/// O(H K N²). Errors are a few `eps` times the product of the norms of the factors.
///
/// **Source**: `innocenti2025thesis`, B.6-B.9, B.37-B.39, and the discussion of chapter 4 (residual networks).
///
/// **Erratum**: B.9 (`k < l`) prints the second Kronecker factor as `(W(l-1) .. W(k+1))ᵀ`; it must not be transposed. With
/// `L = 3`, `k = 1`, `l = 3` and widths `1, 1, 2, 1` the printed block is `1 x 2` and the derivative `2 x 1`. B.8 and B.9 are
/// derivatives in `W(k)ᵀ` and must be multiplied by `T` before B.7 is added (all weights 1, widths `1, 1, 2, 2`, `x = 1`,
/// `y = (1, 0)` shows the difference). The size printed with B.7 is that of the transposed block. B.38 prints `I_(N(0))` for
/// the first factor, where `I_(N(2))` is meant (`N(0) = 1`, `N(2) = 2`). B.39 prints `-I ⊗ Σyx` for `∂²/∂W(2)∂W(1)` at the
/// origin, which is the derivative of the transposed `∂Loss/∂W(2)`: in rows of `vec W(2)` it is `-(Σyx ⊗ I) T`. Known by
/// differences of the loss in 60 decimal digits. Chapter 4 says in its discussion that linear residual networks are locally
/// convex around the origin; the smallest, `(1 + w(2)) (1 + w(1))` with `x = 1`, `y = 0`, has the Hessian `[1, 2; 2, 1]` there
/// and the eigenvalue -1. (What the work cited for it proves is that no critical point near the origin is worse than the
/// best.)
public final class LossHessian {
  private LossHessian() {}

  /// The block with rows `vec W(l)` and columns `vec W(k)`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  /// @throws IndexOutOfBoundsException if there is no layer `l` or `k`
  public static DMatrixRMaj block(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y, int l, int k) {
    Equilibrium at = Equilibrium.ofLoss(net, x, y);
    requireLayer(net, l);
    requireLayer(net, k);
    return l <= k ? upperBlock(at, l, k) : CommonOps_DDRM.transpose(upperBlock(at, k, l), null);
  }

  /// The whole Hessian.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static DMatrixRMaj dense(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    Equilibrium at = Equilibrium.ofLoss(net, x, y);
    int p = RowVectorisation.weights(net);
    DMatrixRMaj H = new DMatrixRMaj(p, p);
    int row = 0;
    for (int l = 1; l <= at.L; l++) {
      int column = row;
      for (int k = l; k <= at.L; k++) {
        DMatrixRMaj block = upperBlock(at, l, k);
        CommonOps_DDRM.insert(block, H, row, column);
        CommonOps_DDRM.insert(CommonOps_DDRM.transpose(block, null), H, column, row);
        column += block.numCols;
      }
      row += net.width(l) * net.width(l - 1);
    }
    return H;
  }

  /// The product of the Hessian with the direction `V(1), .., V(L)`, as matrices of the same shapes.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static DMatrixRMaj[] product(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y, DMatrixRMaj... V) {
    return Equilibrium.ofLoss(net, x, y).product(V);
  }

  /// `l <= k`.
  private static DMatrixRMaj upperBlock(Equilibrium at, int l, int k) {
    double scale = at.a[l] * at.a[k] / at.B;
    DMatrixRMaj block = RowVectorisation.derivative(CommonOps_DDRM.multTransA(at.P[l + 1], at.P[k + 1], null),
        CommonOps_DDRM.multTransB(at.h[k - 1], at.h[l - 1], null));
    if (l < k) {
      DMatrixRMaj between = CommonOps_DDRM.identity(at.A[l].numRows); // (A(k-1) .. A(l+1))ᵀ
      for (int m = l + 1; m < k; m++) {
        between = CommonOps_DDRM.multTransB(between, at.A[m], null);
      }
      DMatrixRMaj pulled = CommonOps_DDRM.multTransA(at.P[k + 1], at.r, null); // P(k+1)ᵀ r
      DMatrixRMaj C = CommonOps_DDRM.multTransB(pulled, at.h[l - 1], null);
      CommonOps_DDRM.subtractEquals(block, RowVectorisation.transposedDerivative(between, C));
    }
    CommonOps_DDRM.scale(scale, block);
    return block;
  }

  private static void requireLayer(DeepLinearNet net, int l) {
    if (l < 1 || l > net.depth()) {
      throw new IndexOutOfBoundsException("layer must be in 1.." + net.depth() + ", got " + l);
    }
  }
}

package org.linnet.theory.fixedpoint;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// How the errors of a fixed point depend on each other: a block bidiagonal system and its inverse.
///
/// **Statement**: at a fixed point the weighted errors `gamma(l) e(l)` of the hidden layers obey `gamma(l) e(l) = A(l+1)ᵀ gamma(l+1)
/// e(l+1)`. Stacked from the output down, they solve a system with the identity on the diagonal and
/// `-A(L)ᵀ, -A(L-1)ᵀ, .., -A(2)ᵀ` below it. The inverse is block lower triangular; its block for the error of layer `l` and the
/// source of layer `k >= l` is the product `A(l+1)ᵀ .. A(k)ᵀ = (A(k) .. A(l+1))ᵀ`, the identity for `k = l`.
///
/// **Assumptions**: linear layers.
///
/// **Shapes**: square of `N(L) + .. + N(1)` rows, the blocks in the order `L, L-1, .., 1`.
///
/// **Numerics**: dense, for small sizes; O(L² N³) for the inverse. [FixedPoint] needs none of it.
///
/// **Source**: `ishikawa2024`, Lemma B.2 (Eq. S.81, S.82) and S.80, S.110.
///
/// **Erratum**: none; the paper's `W(2:L)ᵀ` with ascending indices means `(W(L) .. W(2))ᵀ`.
public final class ErrorTransport {
  private ErrorTransport() {}

  /// The matrix of the system.
  public static DMatrixRMaj system(DeepLinearNet net) {
    DMatrixRMaj M = CommonOps_DDRM.identity(offset(net, 0));
    for (int l = net.depth(); l >= 2; l--) {
      DMatrixRMaj block = CommonOps_DDRM.transpose(net.layerMap(l), null);
      CommonOps_DDRM.changeSign(block);
      CommonOps_DDRM.insert(block, M, offset(net, l - 1), offset(net, l)); // row of layer l-1, column of layer l
    }
    return M;
  }

  /// The inverse of the system.
  public static DMatrixRMaj inverse(DeepLinearNet net) {
    DMatrixRMaj M = CommonOps_DDRM.identity(offset(net, 0));
    for (int k = net.depth(); k >= 1; k--) {
      DMatrixRMaj block = CommonOps_DDRM.identity(net.width(k));
      for (int l = k - 1; l >= 1; l--) {
        block = CommonOps_DDRM.multTransA(net.layerMap(l + 1), block, null); // A(l+1)ᵀ .. A(k)ᵀ
        CommonOps_DDRM.insert(block, M, offset(net, l), offset(net, k));
      }
    }
    return M;
  }

  /// The first row of layer `l`: the widths above it.
  private static int offset(DeepLinearNet net, int l) {
    int sum = 0;
    for (int k = net.depth(); k > l; k--) {
      sum += net.width(k);
    }
    return sum;
  }
}

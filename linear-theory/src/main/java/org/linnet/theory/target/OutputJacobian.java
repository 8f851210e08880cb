package org.linnet.theory.target;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// The Jacobians `P(l+1) = A(L) .. A(l+1)` of the output in the activities of layer `l`, and what counts as zero in them.
///
/// Forming `P(k) = P(k+1) A(k)` rounds by about `eps ‖P(k+1)‖ ‖A(k)‖`, which is large beside `P(k)` where the factors
/// cancel. The largest such ratio `ρ = max_k ‖P(k+1)‖ ‖A(k)‖ / ‖P(k)‖` (Frobenius norms, at least 1) makes the relative
/// tolerance `max(K, N(l)) eps ρ`: a product that is nothing but rounding then has rank 0.
///
/// @param matrix `P(l+1)`, `K x N(l)`; not to be modified
/// @param cancellation `ρ`
record OutputJacobian(DMatrixRMaj matrix, double cancellation) {

  /// Those of the layers `l = 1..L`, in O(L K N²).
  static OutputJacobian[] all(DeepLinearNet net) {
    int L = net.depth();
    OutputJacobian[] all = new OutputJacobian[L];
    all[L - 1] = new OutputJacobian(CommonOps_DDRM.identity(net.width(L)), 1);
    for (int l = L - 1; l >= 1; l--) {
      all[l - 1] = all[l].below(net.layerMap(l + 1));
    }
    return all;
  }

  PseudoInverse inverse() {
    double tolerance = PseudoInverse.EPS * Math.max(matrix.numRows, matrix.numCols) * cancellation;
    return PseudoInverse.of(matrix, tolerance); // at the zero matrix ρ = ∞ and nothing exceeds it
  }

  /// `P(l)`, one layer below.
  OutputJacobian below(DMatrixRMaj A) {
    DMatrixRMaj product = CommonOps_DDRM.mult(matrix, A, null);
    double ratio = NormOps_DDRM.normF(matrix) * NormOps_DDRM.normF(A) / NormOps_DDRM.normF(product);
    return new OutputJacobian(product, ratio > cancellation ? ratio : cancellation); // 0/0 keeps what was
  }
}

package org.linnet.theory.saddle;

import java.util.function.UnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/// The unit vector of the smallest eigenvalue that was found of a symmetric matrix.
///
/// @param rounding what rounding leaves uncertain of the eigenvalue, `n eps ‖H‖`
/// @param complete whether no smaller eigenvalue can exist
record SmallestEigenpair(DMatrixRMaj vector, double rounding, boolean complete) {
  private static final double EPS = 0x1p-52;

  /// By the eigendecomposition.
  static SmallestEigenpair dense(DMatrixRMaj H) {
    int n = H.numRows;
    EigenDecomposition_F64<DMatrixRMaj> eig = DecompositionFactory_DDRM.eig(n, true, true);
    eig.decompose(H.copy());
    int smallest = 0;
    for (int i = 1; i < n; i++) {
      smallest = eig.getEigenvalue(i).getReal() < eig.getEigenvalue(smallest).getReal() ? i : smallest;
    }
    return new SmallestEigenpair(eig.getEigenVector(smallest).copy(), n * EPS * NormOps_DDRM.normF(H), true);
  }

  /// By Lanczos' iteration with full reorthogonalisation, for `n` rows: the eigenvalue is an upper bound of the smallest.
  static SmallestEigenpair lanczos(int n, int steps, UnaryOperator<DMatrixRMaj> product) {
    int most = Math.min(n, steps);
    DMatrixRMaj[] q = new DMatrixRMaj[most];
    DMatrixRMaj T = new DMatrixRMaj(most, most);
    DMatrixRMaj next = start(n);
    double scale = 0;
    int k = 0;
    while (true) {
      q[k] = next;
      next = product.apply(q[k]);
      scale = Math.max(scale, NormOps_DDRM.normF(next));
      T.set(k, k, CommonOps_DDRM.dot(q[k], next));
      k++;
      orthogonalise(next, q, k);
      double beta = NormOps_DDRM.normF(next);
      if (k == most || beta <= n * EPS * scale) { // large enough, or invariant
        break;
      }
      T.set(k, k - 1, beta);
      T.set(k - 1, k, beta);
      CommonOps_DDRM.scale(1 / beta, next);
    }
    DMatrixRMaj ritz = dense(CommonOps_DDRM.extract(T, 0, k, 0, k)).vector;
    DMatrixRMaj vector = new DMatrixRMaj(n, 1);
    for (int i = 0; i < k; i++) {
      CommonOps_DDRM.addEquals(vector, ritz.data[i], q[i]);
    }
    NormOps_DDRM.normalizeF(vector);
    return new SmallestEigenpair(vector, n * EPS * scale, false);
  }

  private static void orthogonalise(DMatrixRMaj v, DMatrixRMaj[] q, int k) {
    for (int i = 0; i < k; i++) {
      CommonOps_DDRM.addEquals(v, -CommonOps_DDRM.dot(q[i], v), q[i]);
    }
  }

  /// A unit vector with no symmetry of the layers.
  private static DMatrixRMaj start(int n) {
    DMatrixRMaj v = new DMatrixRMaj(n, 1);
    for (int i = 0; i < n; i++) {
      v.data[i] = Math.cos(1 + 1.3 * i + 0.1 * i / n * i);
    }
    NormOps_DDRM.normalizeF(v);
    return v;
  }
}

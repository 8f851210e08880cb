package org.linnet.rmt.law;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.linnet.core.random.RandomStream;

/// Random matrices and their spectra.
final class Draw {
  private Draw() {}

  /// Independent entries `N(0, variance)`.
  static DMatrixRMaj gaussian(RandomStream random, int rows, int columns, double variance) {
    DMatrixRMaj X = new DMatrixRMaj(rows, columns);
    for (int k = 0; k < X.data.length; k++) {
      X.data[k] = Math.sqrt(variance) * random.nextGaussian();
    }
    return X;
  }

  /// The eigenvalues of the symmetric matrix `M`, in increasing order. `M` is modified.
  static double[] eigenvalues(DMatrixRMaj M) {
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(M.numRows, false, true);
    if (!eigen.decompose(M)) {
      throw new ArithmeticException(
          "no convergence of the eigenvalues of a " + M.numRows + " x " + M.numRows + " matrix");
    }
    double[] lambda = new double[M.numRows];
    Arrays.setAll(lambda, i -> eigen.getEigenvalue(i).getReal());
    Arrays.sort(lambda);
    return lambda;
  }

  /// The eigenvalues of `XᵀX`, in increasing order, zeros included. `X` is modified.
  static double[] squaredSingularValues(DMatrixRMaj X) {
    SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(X.numRows, X.numCols, false, false,
        true);
    if (!svd.decompose(X)) {
      throw new ArithmeticException("no convergence of the singular values of a " + X.numRows + " x " + X.numCols
          + " matrix");
    }
    double[] lambda = new double[X.numCols];
    for (int i = 0; i < svd.numberOfSingularValues(); i++) {
      lambda[i] = svd.getSingularValues()[i] * svd.getSingularValues()[i];
    }
    Arrays.sort(lambda);
    return lambda;
  }
}

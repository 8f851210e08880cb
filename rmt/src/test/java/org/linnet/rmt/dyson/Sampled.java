package org.linnet.rmt.dyson;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.net.DeepLinearNet;

/// Dense eigenvalues of drawn networks.
final class Sampled {
  private Sampled() {}

  /// The eigenvalues of the activity Hessian in ascending order.
  static double[] eigenvalues(DeepLinearNet net) {
    DMatrixRMaj Hz = ActivityHessian.of(net).matrix().dense();
    EigenDecomposition_F64<DMatrixRMaj> decomposition = DecompositionFactory_DDRM.eig(Hz.numRows, false, true);
    decomposition.decompose(Hz);
    double[] eigenvalues = new double[Hz.numRows];
    Arrays.setAll(eigenvalues, i -> decomposition.getEigenvalue(i).real);
    Arrays.sort(eigenvalues);
    return eigenvalues;
  }
}

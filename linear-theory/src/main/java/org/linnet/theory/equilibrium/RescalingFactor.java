package org.linnet.theory.equilibrium;

import java.util.Arrays;
import java.util.function.Consumer;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.decomposition.TriangularSolver_DDRM;
import org.ejml.dense.row.decomposition.qr.QRDecompositionHouseholderColumn_DDRM;

/// The triangular factor `R` of the rescaling, `S = Rᵀ R`, from the QR factorisation of the transposed stack `Mᵀ`.
final class RescalingFactor {
  private final DMatrixRMaj R;

  /// @param stack `Mᵀ`, with at least as many rows as columns and full column rank; not modified
  RescalingFactor(DMatrixRMaj stack) {
    QRDecompositionHouseholderColumn_DDRM qr = new QRDecompositionHouseholderColumn_DDRM();
    qr.decompose(stack);
    R = qr.getR(null, true);
  }

  /// `R⁻ᵀ r`, whose squared norm is `rᵀ S⁻¹ r`; new matrix.
  DMatrixRMaj whiten(DMatrixRMaj r) {
    return eachColumn(r, column -> TriangularSolver_DDRM.solveTranU(R.data, column, R.numRows));
  }

  /// `S⁻¹ r`; new matrix.
  DMatrixRMaj solve(DMatrixRMaj r) {
    return eachColumn(whiten(r), column -> TriangularSolver_DDRM.solveU(R.data, column, R.numRows));
  }

  /// The square root of the smallest eigenvalue of `S`.
  double smallestSingularValue() {
    double[] values = SingularOps_DDRM.singularValues(R);
    return values[values.length - 1];
  }

  private static DMatrixRMaj eachColumn(DMatrixRMaj r, Consumer<double[]> solve) {
    DMatrixRMaj columns = CommonOps_DDRM.transpose(r, null);
    for (int i = 0; i < columns.numRows; i++) {
      double[] column = Arrays.copyOfRange(columns.data, i * columns.numCols, (i + 1) * columns.numCols);
      solve.accept(column);
      System.arraycopy(column, 0, columns.data, i * columns.numCols, columns.numCols);
    }
    return CommonOps_DDRM.transpose(columns, null);
  }
}

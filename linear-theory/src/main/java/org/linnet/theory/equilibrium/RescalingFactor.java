package org.linnet.theory.equilibrium;

import java.util.Arrays;
import java.util.function.Consumer;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.decomposition.TriangularSolver_DDRM;
import org.ejml.dense.row.decomposition.qr.QRDecompositionHouseholderColumn_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// The triangular factor `R` of the rescaling, `S = Rᵀ R`.
///
/// **Statement**: with the suffix products `P(l) = A(L) .. A(l)` and `P(L+1) = I`, the rows
/// `P(l+1)ᵀ gamma(l)^(-1/2)`, `l = 1..L`, one under the other, are a matrix `Mᵀ` with `M Mᵀ = S`, and `R` is the triangular
/// factor of its QR factorisation.
///
/// **Assumptions**: none. `S` is positive definite for every network, because of its term `I/gamma(L)`.
///
/// **Shapes**: `R` and `S` are `K x K`.
///
/// **Numerics**: O(H K N²) for the products and O(H K² N) for the factor, which [#of(DeepLinearNet)] updates layer by layer in
/// O(K (N + K)) of memory. `S` is never formed, so errors grow like `eps sqrt(cond S)` rather than `eps cond S`.
///
/// **Source**: `innocenti2025thesis`, Theorem 3.1 (Eq. 4.5) for `S`.
public final class RescalingFactor {
  private final DMatrixRMaj R;

  /// @param stack `Mᵀ`, with at least as many rows as columns and full column rank; not modified
  RescalingFactor(DMatrixRMaj stack) {
    R = triangle(stack);
  }

  /// The factor of the network's rescaling.
  public static RescalingFactor of(DeepLinearNet net) {
    int L = net.depth();
    DMatrixRMaj R = CommonOps_DDRM.identity(net.width(L));
    DMatrixRMaj P = R.copy(); // P(l+1)ᵀ, N(l) x K
    CommonOps_DDRM.scale(1 / Math.sqrt(net.precision(L)), R);
    for (int l = L - 1; l >= 1; l--) {
      P = CommonOps_DDRM.multTransA(net.layerMap(l + 1), P, null); // P(l+1)ᵀ = A(l+1)ᵀ P(l+2)ᵀ
      DMatrixRMaj row = P.copy();
      CommonOps_DDRM.scale(1 / Math.sqrt(net.precision(l)), row);
      R = triangle(CommonOps_DDRM.concatRowsMulti(R, row)); // Rᵀ R := Rᵀ R + P(l+1) P(l+1)ᵀ / gamma(l)
    }
    return new RescalingFactor(R);
  }

  /// `R⁻ᵀ r`, whose squared norm is `rᵀ S⁻¹ r`; new matrix.
  public DMatrixRMaj whiten(DMatrixRMaj r) {
    return eachColumn(r, column -> TriangularSolver_DDRM.solveTranU(R.data, column, R.numRows));
  }

  /// `S⁻¹ r`; new matrix.
  public DMatrixRMaj solve(DMatrixRMaj r) {
    return eachColumn(whiten(r), column -> TriangularSolver_DDRM.solveU(R.data, column, R.numRows));
  }

  /// The logarithm of the determinant of `S`.
  public double logDeterminant() {
    double sum = 0;
    for (int i = 0; i < R.numRows; i++) {
      sum += 2 * Math.log(Math.abs(R.get(i, i)));
    }
    return sum;
  }

  /// The square root of the smallest eigenvalue of `S`.
  double smallestSingularValue() {
    double[] values = SingularOps_DDRM.singularValues(R);
    return values[values.length - 1];
  }

  private static DMatrixRMaj triangle(DMatrixRMaj stack) {
    QRDecompositionHouseholderColumn_DDRM qr = new QRDecompositionHouseholderColumn_DDRM();
    qr.decompose(stack);
    return qr.getR(null, true);
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

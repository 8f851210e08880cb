package org.linnet.theory.saddle;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// How matrices become vectors and matrix derivatives become matrices: the layout of every Hessian here.
///
/// **Statement**: `vec` stacks the rows of a matrix, and `∂Y/∂X` has the entries `∂vec(Y)_i / ∂vec(X)_j`. Then
///
/// `∂(A X C)/∂X = A ⊗ Cᵀ` and `∂(A Xᵀ C)/∂X = (A ⊗ Cᵀ) T`, where `T vec(X) = vec(Xᵀ)`.
///
/// The weights of a network are stacked as `vec W(1), .., vec W(L)`.
///
/// **Assumptions**: none.
///
/// **Shapes**: for `A` `m x n` and `C` `p x q`, `X` is `n x p` in the first rule and `p x n` in the second; the derivative is
/// `m q x n p`.
///
/// **Numerics**: one rounding per entry; O(m n p q).
///
/// **Source**: `innocenti2025thesis`, B.1-B.3. The thesis uses the first rule also for derivatives in `Xᵀ` and then adds
/// both kinds of blocks; they may only be added after the columns have been permuted by `T`.
public final class RowVectorisation {
  private RowVectorisation() {}

  /// `∂(A X C)/∂X = A ⊗ Cᵀ`.
  public static DMatrixRMaj derivative(DMatrixRMaj A, DMatrixRMaj C) {
    return CommonOps_DDRM.kron(A, CommonOps_DDRM.transpose(C, null), null);
  }

  /// `∂(A Xᵀ C)/∂X = (A ⊗ Cᵀ) T`.
  public static DMatrixRMaj transposedDerivative(DMatrixRMaj A, DMatrixRMaj C) {
    DMatrixRMaj byTransposed = derivative(A, C);
    DMatrixRMaj result = new DMatrixRMaj(byTransposed.numRows, byTransposed.numCols);
    int rows = C.numRows; // X is rows x columns
    int columns = A.numCols;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        CommonOps_DDRM.extract(byTransposed, 0, byTransposed.numRows, j * rows + i, j * rows + i + 1, result, 0,
            i * columns + j);
      }
    }
    return result;
  }

  /// `vec M(1), .., vec M(L)`, one column.
  public static DMatrixRMaj stack(DMatrixRMaj... M) {
    int p = 0;
    for (DMatrixRMaj matrix : M) {
      p += matrix.getNumElements();
    }
    DMatrixRMaj v = new DMatrixRMaj(p, 1);
    int at = 0;
    for (DMatrixRMaj matrix : M) {
      System.arraycopy(matrix.data, 0, v.data, at, matrix.getNumElements());
      at += matrix.getNumElements();
    }
    return v;
  }

  /// The matrices of the shapes of `W(1), .., W(L)` whose stack is the column `v`.
  ///
  /// @throws IllegalArgumentException if `v` does not have as many entries as the network has weights
  public static DMatrixRMaj[] unstack(DeepLinearNet net, DMatrixRMaj v) {
    int p = weights(net);
    if (v.getNumElements() != p) {
      throw new IllegalArgumentException(
          "a direction must have one entry per weight, " + p + ", got " + v.getNumElements());
    }
    DMatrixRMaj[] V = new DMatrixRMaj[net.depth()];
    int at = 0;
    for (int l = 1; l <= V.length; l++) {
      V[l - 1] = new DMatrixRMaj(net.width(l), net.width(l - 1));
      System.arraycopy(v.data, at, V[l - 1].data, 0, V[l - 1].getNumElements());
      at += V[l - 1].getNumElements();
    }
    return V;
  }

  /// `p`, the number of weights without the biases.
  static int weights(DeepLinearNet net) {
    int p = 0;
    for (int l = 1; l <= net.depth(); l++) {
      p += net.width(l) * net.width(l - 1);
    }
    return p;
  }
}

package org.linnet.theory.dynamics;

import java.util.function.DoubleUnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/// Gradient descent and gradient flow on a quadratic: the dynamics near a critical point.
///
/// **Statement**: on `f(w) = wᵀ H w/2`, `w` measured from the critical point, with eigenvalues `lambda(i)` and unit eigenvectors `q(i)`,
///
/// descent with rate `eta`: `w(t) = (I - eta H)ᵗ w(0) = sum_i (1 - eta lambda(i))ᵗ <q(i), w(0)> q(i)`,
///
/// flow: `w(t) = Q e^(-Λ t) Qᵀ w(0)`.
///
/// **Assumptions**: `H` symmetric.
///
/// **Shapes**: `H` is `n x n`, `w` has `n` rows and one column per start.
///
/// **Numerics**: O(n³); each component's relative error is `eps` times `t eta ‖H‖ / |1 - eta lambda|` or `t ‖H‖`, besides the rounding of
/// its start.
///
/// **Source**: `innocenti2025thesis`, A.10-A.12.
///
/// **Erratum**: A.12 prints the flow's solution as `Q e^(Λt) Qᵀ w(0)`, which solves `dw/dt = +H w`: for `H = 1` the flow decays, the
/// print grows.
public final class QuadraticDescent {
  private QuadraticDescent() {}

  /// The weights after so many steps of descent with rate `eta`.
  ///
  /// @throws IllegalArgumentException if `H` is not square with as many rows as `w`, or `steps` is negative
  public static DMatrixRMaj descent(DMatrixRMaj H, DMatrixRMaj w, double eta, int steps) {
    require(steps >= 0, "steps must not be negative, got " + steps);
    return propagated(H, w, lambda -> Math.pow(1 - eta * lambda, steps));
  }

  /// The weights after gradient flow for the time `t`.
  ///
  /// @throws IllegalArgumentException if `H` is not square with as many rows as `w`
  public static DMatrixRMaj flow(DMatrixRMaj H, DMatrixRMaj w, double t) {
    return propagated(H, w, lambda -> Math.exp(-lambda * t));
  }

  private static DMatrixRMaj propagated(DMatrixRMaj H, DMatrixRMaj w, DoubleUnaryOperator factor) {
    int n = w.numRows;
    require(H.numRows == n && H.numCols == n,
        "H must be " + n + " x " + n + ", the rows of w, got " + H.numRows + " x " + H.numCols);
    EigenDecomposition_F64<DMatrixRMaj> eig = DecompositionFactory_DDRM.eig(n, true, true);
    eig.decompose(H.copy());
    DMatrixRMaj result = new DMatrixRMaj(n, w.numCols);
    for (int i = 0; i < n; i++) {
      DMatrixRMaj q = eig.getEigenVector(i);
      DMatrixRMaj components = CommonOps_DDRM.multTransA(q, w, null); // <q(i), w>, one per start
      CommonOps_DDRM.multAdd(factor.applyAsDouble(eig.getEigenvalue(i).getReal()), q, components, result);
    }
    return result;
  }

  private static void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }
}

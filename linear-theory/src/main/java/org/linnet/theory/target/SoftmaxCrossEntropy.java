package org.linnet.theory.target;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/// Softmax with cross-entropy as one loss of the output: what output targets and generalised Gauss-Newton steps need of it.
///
/// **Statement**: `ℒ = -sum_k y(k) log p(k)`, `p = softmax(h)`, with `sum y = 1`, has the gradient `p - y` and the Hessian
/// `diag(p) - p pᵀ` in `h`, so the output target is `h - beta (p - y)`. The Hessian is positive semidefinite with
/// `(1, .., 1)` in its null space; the gradient is orthogonal to it.
///
/// **Assumptions**: `y` sums to 1, as one-hot labels do.
///
/// **Shapes**: `h`, `y`, `p` and the gradient are `K x 1`, the Hessian is `K x K`.
///
/// **Numerics**: O(K), O(K²); the largest entry of `h` is subtracted first, so nothing overflows; the Hessian's
/// diagonal is summed as `p(i) sum_(j≠i) p(j)`, so that its rows sum to zero to relative accuracy.
///
/// **Source**: `meulemans2020`, Eq. 162, 163 and D.2.
public final class SoftmaxCrossEntropy {
  private SoftmaxCrossEntropy() {}

  /// `softmax(h)`.
  ///
  /// @throws IllegalArgumentException if `h` is not one finite column
  public static DMatrixRMaj probabilities(DMatrixRMaj h) {
    TargetChecks.requireShape("h", h, h.numRows, 1);
    TargetChecks.requireFinite("h", h);
    double largest = Arrays.stream(h.data, 0, h.numRows).max().orElse(0);
    DMatrixRMaj p = new DMatrixRMaj(h.numRows, 1);
    double sum = 0;
    for (int k = 0; k < p.numRows; k++) {
      p.data[k] = Math.exp(h.data[k] - largest);
      sum += p.data[k];
    }
    for (int k = 0; k < p.numRows; k++) {
      p.data[k] /= sum;
    }
    return p;
  }

  /// `softmax(h) - y`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or `y` does not sum to 1
  public static DMatrixRMaj gradient(DMatrixRMaj h, DMatrixRMaj y) {
    DMatrixRMaj gradient = probabilities(h);
    TargetChecks.requireShape("y", y, h.numRows, 1);
    double sum = Arrays.stream(y.data, 0, y.numRows).sum();
    TargetChecks.require(Math.abs(sum - 1) <= 1e-9, "y must sum to 1, as a one-hot label does, got " + sum);
    for (int k = 0; k < gradient.numRows; k++) {
      gradient.data[k] -= y.data[k];
    }
    return gradient;
  }

  /// `diag(p) - p pᵀ`.
  ///
  /// @throws IllegalArgumentException if `h` is not one finite column
  public static DMatrixRMaj hessian(DMatrixRMaj h) {
    DMatrixRMaj p = probabilities(h);
    DMatrixRMaj hessian = new DMatrixRMaj(h.numRows, h.numRows);
    for (int i = 0; i < h.numRows; i++) {
      for (int j = 0; j < h.numRows; j++) {
        double product = p.data[i] * p.data[j];
        if (i != j) {
          hessian.set(i, j, -product);
          hessian.add(i, i, product);
        }
      }
    }
    return hessian;
  }
}

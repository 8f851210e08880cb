package org.linnet.theory.fixedpoint;

import org.ejml.data.DMatrixRMaj;
import org.linnet.core.net.DeepLinearNet;

/// The fixed point of inference with the input clamped and the output free: the forward pass.
///
/// **Statement**: all errors vanish, `z*(l) = A(l) z*(l-1) + c(l)` for `l = 1..L`, and the energy is 0. Nothing else is a fixed
/// point, because the activity Hessian (`ActivityHessian.withFreeOutput`) is positive definite.
///
/// **Assumptions**: linear layers.
///
/// **Shapes**: `z*(l)` is `N(l) x B`.
///
/// **Numerics**: O(H N²) per sample; the error of `L` products.
///
/// **Source**: `innocenti2025thesis`, the last remark of C.2.1.
public final class FreeOutput {
  private FreeOutput() {}

  /// The activities `z*(1), .., z*(L)` for the samples in the columns of `x`.
  ///
  /// @throws IllegalArgumentException if `x` does not have `N(0)` rows
  public static DMatrixRMaj[] activities(DeepLinearNet net, DMatrixRMaj x) {
    if (x.numRows != net.width(0)) {
      throw new IllegalArgumentException("x must have N(0) = " + net.width(0) + " rows, got " + x.numRows);
    }
    DMatrixRMaj[] z = new DMatrixRMaj[net.depth()];
    for (int l = 1; l <= z.length; l++) {
      z[l - 1] = net.predict(l, l == 1 ? x : z[l - 2]);
    }
    return z;
  }
}

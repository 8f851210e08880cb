package org.linnet.theory.target;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// How far Gauss-Newton targets' weight updates turn away from the loss gradient.
///
/// **Statement**: with `P(l+1) = U diag(s) Vᵀ` and `g = Uᵀ r h(l-1)ᵀ`, the update is `V diag(s/(s² + lambda)) g` and the
/// gradient step `V diag(s) g`; their inner product `sum s²/(s² + lambda) g²` is positive unless both vanish, and
///
/// `cos >= 2 sqrt(q) / (1 + q)`, `q = (s(1)² + lambda) / (s(rank)² + lambda)`
///
/// (Kantorovich), for every batch; undamped, `2 κ / (1 + κ²)` with `κ = cond P(l+1)`. So wide layers with random weights,
/// where `κ → 1`, and strong damping align them.
///
/// **Assumptions**: linear layers; any architecture and batch.
///
/// **Shapes**: one number per layer, `l = 1..L`; the output layer's is 1.
///
/// **Numerics**: O(L K N (K + N) + L N² B).
///
/// **Source**: `meulemans2020`, Theorem 6, first part (Eq. 122-126), and section 3.4 (Eq. 139-142); the bound is ours.
public final class GradientAlignment {
  private GradientAlignment() {}

  /// The cosines of the angles between the updates and the steps down the gradient; 1 where both vanish.
  ///
  /// @throws IllegalArgumentException if a shape does not fit, a value is not finite, or the damping negative
  public static double[] cosines(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y, double damping) {
    DMatrixRMaj[] targets = GaussNewtonTarget.weightUpdates(net, x, y, new TargetStep(1, damping));
    DMatrixRMaj[] gradients = GradientTarget.weightUpdates(net, x, y, 1);
    double[] cosines = new double[targets.length];
    for (int l = 0; l < cosines.length; l++) {
      double norms = NormOps_DDRM.normF(targets[l]) * NormOps_DDRM.normF(gradients[l]);
      cosines[l] = norms == 0 ? 1 : innerProduct(targets[l], gradients[l]) / norms;
    }
    return cosines;
  }

  /// The lower bounds `2 sqrt(q) / (1 + q)` of the cosines over all data.
  ///
  /// @throws IllegalArgumentException if the damping is negative
  public static double[] lowerBounds(DeepLinearNet net, double damping) {
    TargetChecks.requireDamping(damping);
    OutputJacobian[] P = OutputJacobian.all(net);
    double[] bounds = new double[P.length];
    for (int l = 1; l < bounds.length; l++) {
      PseudoInverse inverse = P[l - 1].inverse();
      double root = Math.hypot(inverse.largest(), Math.sqrt(damping))
          / Math.hypot(inverse.smallest(), Math.sqrt(damping)); // sqrt(q)
      bounds[l - 1] = inverse.rank() == 0 ? 1 : 2 * root / (1 + root * root);
    }
    bounds[bounds.length - 1] = 1;
    return bounds;
  }

  private static double innerProduct(DMatrixRMaj a, DMatrixRMaj b) {
    return CommonOps_DDRM.elementSum(CommonOps_DDRM.elementMult(a, b, null));
  }
}

package org.linnet.theory.saddle;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// What a point of a weight landscape is, to stated tolerances and with a certificate.
///
/// **Statement**: the point is critical if the norm of the weight gradient is at most `tolerance.gradient()`. A critical point
/// is a strict saddle if some unit direction `v` has `vᵀ H v < -tolerance.curvature()` beyond what rounding leaves uncertain; that direction and its curvature,
/// recomputed from a Hessian product, are the certificate. If the smallest eigenvalue of `H` is at least
/// `-tolerance.curvature()`, the Hessian is positive semidefinite to the tolerance: a minimum, or a saddle that second
/// derivatives do not show.
///
/// **Assumptions**: those of [SquaredLoss] and [EquilibratedHessian]; the parameters are the weights, biases are fixed.
///
/// **Units**: tolerances are absolute, in those of the landscape per weight and per squared weight.
///
/// **Numerics**: up to [#DENSE_WEIGHTS] weights by the eigenvalues of the whole Hessian, which are certain to the resolution
/// `p eps ‖H‖`: O(p³). Beyond, by [#LANCZOS_STEPS] Hessian products, O(H N² B) each: these can prove a saddle (a Rayleigh
/// quotient bounds the smallest eigenvalue from above) but not its absence, and so may end [Undecided].
///
/// **Source**: `innocenti2025thesis`, Definition 1 and A.2 (there a strict saddle also needs a positive eigenvalue, which
/// the energy does not have at the origin of deeper networks, see [OriginHessian]; here one negative eigenvalue suffices).
public sealed interface CriticalPoint {
  /// The largest number of weights whose Hessian is formed.
  int DENSE_WEIGHTS = 800;
  /// The number of Hessian products where it is not.
  int LANCZOS_STEPS = 100;

  /// The Euclidean norm of the weight gradient.
  double gradientNorm();

  /// The gradient is larger than the tolerance.
  record NotCritical(double gradientNorm) implements CriticalPoint {}

  /// Critical, with negative curvature along the unit direction `V(1), .., V(L)`.
  record StrictSaddle(double gradientNorm, List<DMatrixRMaj> direction, double curvature) implements CriticalPoint {}

  /// Critical, and no curvature is below minus the tolerance.
  record PositiveSemidefinite(double gradientNorm, double smallestEigenvalue) implements CriticalPoint {}

  /// Critical, but the curvature could not be decided: either the tolerance is below `resolution`, what rounding leaves of an
  /// eigenvalue (raise it), or the network is too large for the whole Hessian and no direction down was found (`resolution`
  /// is then infinite).
  record Undecided(double gradientNorm, double smallestFound, double resolution) implements CriticalPoint {}

  /// The largest gradient norm of a critical point, and the largest curvature that counts as none.
  record Tolerance(double gradient, double curvature) {
    public Tolerance {
      requirePositive("gradient", gradient);
      requirePositive("curvature", curvature);
    }

    private static void requirePositive(String name, double value) {
      if (!(value > 0 && Double.isFinite(value))) {
        throw new IllegalArgumentException("tolerance " + name + " must be positive and finite, got " + value);
      }
    }
  }

  /// Classifies the weights of `net` as a point of `landscape` for the samples in the columns of `x` and `y`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  static CriticalPoint classify(Landscape landscape, DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y,
      Tolerance tolerance) {
    Equilibrium at = landscape.at(net, x, y);
    double gradientNorm = NormOps_DDRM.normF(RowVectorisation.stack(at.gradient()));
    if (!(gradientNorm <= tolerance.gradient)) {
      return new NotCritical(gradientNorm);
    }
    SmallestEigenpair pair = RowVectorisation.weights(net) <= DENSE_WEIGHTS
        ? SmallestEigenpair.dense(landscape.hessian(net, x, y))
        : SmallestEigenpair.lanczos(RowVectorisation.weights(net), LANCZOS_STEPS, v -> product(net, at, v));
    double curvature = CommonOps_DDRM.dot(pair.vector(), product(net, at, pair.vector()));
    if (curvature < -Math.max(tolerance.curvature, pair.rounding())) {
      return new StrictSaddle(gradientNorm, List.of(RowVectorisation.unstack(net, pair.vector())), curvature);
    }
    double resolution = pair.complete() ? pair.rounding() : Double.POSITIVE_INFINITY;
    return resolution <= tolerance.curvature
        ? new PositiveSemidefinite(gradientNorm, curvature)
        : new Undecided(gradientNorm, curvature, resolution);
  }

  private static DMatrixRMaj product(DeepLinearNet net, Equilibrium at, DMatrixRMaj v) {
    return RowVectorisation.stack(at.product(RowVectorisation.unstack(net, v)));
  }
}

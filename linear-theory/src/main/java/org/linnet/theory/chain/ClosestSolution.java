package org.linnet.theory.chain;

import org.ejml.data.Complex_F64;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/// The solution of a chain of depth 2 that lies closest to its weights, and how well an update points there.
///
/// **Statement**: the weights that fit best are the hyperbola `w1 w2 = m`. The point `(u, m/u)` of it is stationary in its distance
/// from `(w1, w2)` where the quartic
///
/// `u⁴ - w1 u³ + m w2 u - m²`
///
/// vanishes; the closest point is the one of least distance among its real roots. For `m = 0` it is the closer of the two axes.
///
/// **Assumptions**: one unit per layer, depth 2, at least one input that is not zero.
///
/// **Numerics**: the roots are eigenvalues of the companion matrix, in units of `sqrt|m|`; the distance is
/// accurate to a few `eps` times the size of the weights, the point to the square root of that where two are nearly as close.
///
/// **Source**: `innocenti2025thesis`, A.1-A.3 (`m = -1`).
public final class ClosestSolution {
  private ClosestSolution() {}

  /// A point `(w1, w2)` of the weights.
  public record Weights(double w1, double w2) {
    /// The Euclidean distance of two points.
    public double distance(Weights other) {
      return Math.hypot(w1 - other.w1, w2 - other.w2);
    }
  }

  /// The coefficients of the quartic, from that of `u⁰` to that of `u⁴`.
  public static double[] quartic(Weights w, double m) {
    return new double[]{-m * m, m * w.w2, 0, -w.w1, 1};
  }

  /// The point of the hyperbola `w1 w2 = m` that is closest to `w`.
  ///
  /// @throws IllegalArgumentException if a value is not finite
  public static Weights of(Weights w, double m) {
    require(Double.isFinite(w.w1) && Double.isFinite(w.w2), "weights must be finite, got " + w.w1 + " and " + w.w2);
    require(Double.isFinite(m), "the slope m must be finite, got " + m);
    if (m == 0) {
      return Math.abs(w.w1) < Math.abs(w.w2) ? new Weights(0, w.w2) : new Weights(w.w1, 0);
    }
    if (Math.abs(w.w1) < Math.abs(w.w2)) { // the larger weight moves less, and its root is the better conditioned one
      Weights swapped = of(new Weights(w.w2, w.w1), m);
      return new Weights(swapped.w2, swapped.w1);
    }
    double unit = Math.sqrt(Math.abs(m));
    Weights scaled = new Weights(w.w1 / unit, w.w2 / unit);
    double sign = Math.signum(m);
    Weights closest = null;
    for (double u : realParts(quartic(scaled, sign))) {
      Weights candidate = new Weights(u, sign / u); // on the hyperbola, whether or not the root was real
      if (closest == null || candidate.distance(scaled) < closest.distance(scaled)) {
        closest = candidate;
      }
    }
    return new Weights(unit * closest.w1, unit * closest.w2);
  }

  /// The cosine between the direction from `w` to its closest solution and an update of the weights.
  ///
  /// @throws IllegalArgumentException if `w` is a solution already or the update is zero
  public static double alignment(Weights w, Weights update, double m) {
    Weights best = of(w, m);
    double length = best.distance(w);
    double size = Math.hypot(update.w1, update.w2);
    require(length > 0, "the direction to the closest solution is not defined at a solution");
    require(size > 0, "the update must not be zero");
    return ((best.w1 - w.w1) * update.w1 + (best.w2 - w.w2) * update.w2) / (length * size);
  }

  /// The real parts of the roots of a monic quartic, from its companion matrix.
  private static double[] realParts(double[] c) {
    DMatrixRMaj companion = new DMatrixRMaj(4, 4);
    for (int i = 0; i < 4; i++) {
      companion.set(i, 3, -c[i]);
      if (i > 0) {
        companion.set(i, i - 1, 1);
      }
    }
    EigenDecomposition_F64<DMatrixRMaj> eig = DecompositionFactory_DDRM.eig(4, false);
    eig.decompose(companion);
    double[] roots = new double[4];
    for (int i = 0; i < 4; i++) {
      Complex_F64 root = eig.getEigenvalue(i);
      roots[i] = root.real;
    }
    return roots;
  }

  private static void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }
}

package org.linnet.theory.chain;

/// The Hessian eigenvalues of a linear chain at the origin.
///
/// **Statement**: with `xy` and `yy` the mean products of the data,
///
/// | depth | loss | equilibrated energy |
/// |---|---|---|
/// | 1 | `xx` | `xx` |
/// | 2 | `-|xy|`, `|xy|` | `(-yy - sqrt(yy² + 4 xy²))/2`, `(-yy + sqrt(yy² + 4 xy²))/2` |
/// | 3 and more | 0, `L` times | `-yy`, and 0, `L - 1` times |
///
/// At depth 2 both eigenvalues of the energy are smaller than the loss's if `xy` is not zero, so descent is repelled more
/// along one direction and attracted less along the other. At depth 1 the origin is critical only if `xy = 0`.
///
/// **Assumptions**: one unit per layer, unit precisions, exact equilibrium.
///
/// **Shapes**: `L` eigenvalues, ascending.
///
/// **Numerics**: a few `eps`, relative; the positive one is computed as `2 xy²/(yy + sqrt(yy² + 4 xy²))`, without cancellation.
///
/// **Source**: `innocenti2025thesis`, A.7-A.9, B.50-B.53 (for one sample, where `yy² + 4 xy² = y² (4 x² + y²)`).
public final class ChainOrigin {
  private ChainOrigin() {}

  /// The eigenvalues of the loss's Hessian.
  ///
  /// @throws IllegalArgumentException if the depth is not positive
  public static double[] loss(int depth, ScalarRegression data) {
    return switch (checked(depth)) {
      case 1 -> new double[]{data.xx()};
      case 2 -> new double[]{-Math.abs(data.xy()), Math.abs(data.xy())};
      default -> new double[depth];
    };
  }

  /// The eigenvalues of the equilibrated energy's Hessian.
  ///
  /// @throws IllegalArgumentException if the depth is not positive
  public static double[] energy(int depth, ScalarRegression data) {
    double[] eigenvalues = loss(depth, data);
    if (depth == 2) {
      double sum = data.yy() + Math.hypot(data.yy(), 2 * data.xy());
      eigenvalues[0] = -sum / 2;
      eigenvalues[1] = sum == 0 ? 0 : 2 * data.xy() / sum * data.xy();
    } else if (depth > 2) {
      eigenvalues[0] = -data.yy();
    }
    return eigenvalues;
  }

  private static int checked(int depth) {
    if (depth < 1) {
      throw new IllegalArgumentException("the depth must be at least 1, got " + depth);
    }
    return depth;
  }
}

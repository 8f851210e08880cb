package org.linnet.rmt.spectrum;

import java.util.Arrays;
import java.util.Optional;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.linalg.BlockTridiagonalCholesky;
import org.linnet.core.linalg.Lanczos;
import org.linnet.core.linalg.Lanczos.Largest;
import org.linnet.core.net.DeepLinearNet;

/// The smallest and the largest eigenvalue of an activity Hessian, by Lanczos' iteration.
///
/// **Statement**: Ritz values approach the largest eigenvalue from below. Of a linear network's Hessian the smallest one is the
/// reciprocal of the largest one of the inverse, which is applied by the block tridiagonal Cholesky factorisation; of an
/// operator without inverse, the distance of the spectrum's upper bound from the largest one of the complement.
///
/// **Shapes**: numbers.
///
/// **Numerics**: with `w` the largest width, `u = 2^-53` and `kappa` the condition number, an error is the norm of the Ritz vector's
/// residual, below the tolerance unless 500 steps do not suffice, and `4 w u` times the largest eigenvalue for rounding. By
/// the inverse, the smallest eigenvalue has so the relative error `tolerance + 4 w u kappa`: at `w = 1024` and `kappa = 1e6`,
/// 5e-7 in the worst case, and rounding errors that do not conspire make far less. Without an inverse it has the *absolute*
/// error of `tolerance` times the spread of the spectrum: a relative one of about `tolerance kappa`. An eigenvalue lies within
/// the error, and usually the extreme one: that none beyond was missed is likely, but not proved (linear-theory's
/// `ExtremeEigenvalues` does, by more factorisations). Cost: O(H N²) a product; for the inverse O(H N³) once and the memory of
/// `4 H N²` numbers.
///
/// **Source**: the method is standard; condition numbers in `innocenti2025thesis`, Figures 5.2, 5.4.
///
/// @param smallest the smallest eigenvalue
/// @param largest the largest eigenvalue
public record SpectrumEdges(Edge smallest, Edge largest) {
  private static final double U = 0x1p-53;

  /// An eigenvalue with the estimate of its absolute error.
  public record Edge(double value, double error) {}

  /// Of the activity Hessian of a linear network, to this relative tolerance where rounding allows. Where the Hessian is not
  /// numerically positive definite, the smallest one is `0` with the error of rounding.
  ///
  /// @throws IllegalArgumentException if the tolerance is not in (0, 1), or the network has no hidden layer
  public static SpectrumEdges of(DeepLinearNet net, double tolerance) {
    requireTolerance(tolerance);
    Edge largest = largest(HessianOperator.of(net), tolerance);
    return new SpectrumEdges(smallest(net, tolerance, largest.value), largest);
  }

  /// Of an activity Hessian without inverse, definite or not: to this tolerance relative to the largest magnitude.
  ///
  /// @throws IllegalArgumentException if the tolerance is not in (0, 1)
  public static SpectrumEdges of(HessianOperator Hz, double tolerance) {
    requireTolerance(tolerance);
    Edge largest = largest(Hz, tolerance);
    double top = largest.value + largest.error;
    Largest spread = Lanczos.largest(Hz.sizes(), tolerance, Largest::residual, (v, product) -> {
      Hz.apply(v, product);
      for (int l = 0; l < v.length; l++) {
        CommonOps_DDRM.add(top, v[l], -1, product[l], product[l]); // (top I - Hz) v
      }
    });
    double magnitude = Math.max(Math.abs(top), Math.abs(top - spread.value()));
    return new SpectrumEdges(new Edge(top - spread.value(), spread.residual() + rounding(Hz.sizes(), magnitude)),
        largest);
  }

  /// `largest / smallest`, infinite where the smallest is not known to be positive.
  public double condition() {
    return smallest.value > smallest.error ? largest.value / smallest.value : Double.POSITIVE_INFINITY;
  }

  private static Edge largest(HessianOperator Hz, double tolerance) {
    Largest found = Lanczos.largest(Hz.sizes(), tolerance, Largest::residual, Hz);
    return new Edge(found.value(), found.residual() + rounding(Hz.sizes(), found.value()));
  }

  private static Edge smallest(DeepLinearNet net, double tolerance, double largest) {
    int[] sizes = Arrays.copyOfRange(net.widths(), 1, net.depth());
    double rounding = rounding(sizes, largest);
    Optional<BlockTridiagonalCholesky> factor = ActivityHessian.of(net).matrix().cholesky();
    if (factor.isEmpty()) {
      return new Edge(0, rounding);
    }
    Largest inverse = Lanczos.largest(sizes, tolerance, Largest::residual, (v, product) -> {
      for (int l = 0; l < v.length; l++) {
        System.arraycopy(v[l].data, 0, product[l].data, 0, product[l].data.length);
      }
      factor.get().solve(product);
    });
    double value = 1 / inverse.value();
    return new Edge(value, inverse.residual() * value * value + rounding);
  }

  private static double rounding(int[] sizes, double magnitude) {
    return 4 * Arrays.stream(sizes).max().orElseThrow() * U * Math.abs(magnitude);
  }

  private static void requireTolerance(double tolerance) {
    if (!(tolerance > 0 && tolerance < 1)) {
      throw new IllegalArgumentException("tolerance must be in (0, 1), got " + tolerance);
    }
  }
}

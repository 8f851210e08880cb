package org.linnet.theory.hessian;

import java.util.Arrays;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.linalg.BlockTridiagonal;
import org.linnet.core.linalg.BlockTridiagonalCholesky;
import org.linnet.core.linalg.Lanczos;

/// The smallest and the largest eigenvalue of a symmetric block tridiagonal matrix, each between two bounds.
///
/// **Statement**: a Ritz value of Lanczos' iteration never exceeds the largest eigenvalue; that `u I - M` has a Cholesky
/// factorisation proves that none exceeds `u`. The same for the smallest eigenvalue with `(M - s I)⁻¹`, applied by the
/// factorisation: `s` is 0 where `M` is positive definite, else below all eigenvalues.
///
/// **Assumptions**: symmetric blocks on the diagonal. For the activity Hessians these are exact.
///
/// **Shapes**: numbers.
///
/// **Numerics**: a few factorisations, O(n N³), and up to 500 products or solves, O(n N²) each, for `n` blocks of `N` rows; the
/// matrix is never dense. The bounds are as far apart as the tolerance asks, relative to the eigenvalue, or further where
/// Lanczos did not converge, or where rounding forbids: each is widened by `4 w u` times the largest magnitude of an eigenvalue,
/// with `w` the rows of the largest block and `u = 2^-53`, for the backward error of the factorisation. So the
/// smallest eigenvalue of a matrix of condition number `kappa` is known to `8 w u kappa` of itself: at
/// `kappa = 1e12` and `w = 100` to a tenth; where that is more than 1 it cannot be told from 0. (The strict worst case of
/// the backward error is larger by a factor of about `n w`, which rounding errors that do not conspire stay far below.)
///
/// **Source**: the condition number is that of `innocenti2025thesis`, Figures 5.2, 5.4, C.7, C.22; the method is standard.
///
/// **Erratum**: §5.5 of the thesis says that an activity Hessian has the condition number 1 for zero weights only. With two
/// or more hidden layers and unit precisions that holds for all weights but `W(1)`, which does not enter; with one,
/// `W(2) = [0, -2; 2, 0]` gives `Hz = 5 I`, and every multiple of an orthogonal matrix a multiple of `I`.
///
/// @param smallest the smallest eigenvalue
/// @param largest the largest eigenvalue
public record ExtremeEigenvalues(Bounds smallest, Bounds largest) {
  private static final double TOLERANCE = 1e-9;
  private static final double U = 0x1p-53;

  /// A number that is at least `lower` and at most `upper`.
  public record Bounds(double lower, double upper) {
    /// The number halfway, the best guess.
    public double middle() {
      return (lower + upper) / 2;
    }
  }

  /// The extreme eigenvalues, to a relative tolerance of 1e-9 where rounding allows.
  public static ExtremeEigenvalues of(BlockTridiagonal M) {
    return of(M, TOLERANCE);
  }

  /// The extreme eigenvalues, to this relative tolerance where rounding allows.
  ///
  /// @throws IllegalArgumentException if the tolerance is not in (0, 1), or an entry of the matrix is not finite
  public static ExtremeEigenvalues of(BlockTridiagonal M, double tolerance) {
    if (!(tolerance > 0 && tolerance < 1)) {
      throw new IllegalArgumentException("tolerance must be in (0, 1), got " + tolerance);
    }
    double magnitude = magnitude(M);
    if (!Double.isFinite(magnitude)) {
      throw new IllegalArgumentException("the matrix must be finite, but it has an entry " + magnitude);
    }
    if (magnitude == 0) {
      return new ExtremeEigenvalues(new Bounds(0, 0), new Bounds(0, 0));
    }
    Search search = new Search(M, tolerance);
    Bounds largest = search.largest();
    return new ExtremeEigenvalues(search.smallest(largest), largest);
  }

  /// The condition number of a positive definite matrix; its upper bound is infinite where rounding cannot tell the smallest
  /// eigenvalue from 0.
  ///
  /// @throws IllegalStateException if the matrix is not positive definite
  public Bounds condition() {
    if (smallest.upper <= 0) {
      throw new IllegalStateException("the matrix is not positive definite: its smallest eigenvalue is at most "
          + smallest.upper + ", so the extreme eigenvalues do not give a condition number");
    }
    double upper = smallest.lower > 0 ? largest.upper / smallest.lower : Double.POSITIVE_INFINITY;
    return new Bounds(largest.lower / smallest.upper, upper);
  }

  /// The largest magnitude of an entry; infinite or NaN if there is such an entry.
  private static double magnitude(BlockTridiagonal M) {
    double largest = 0;
    for (int l = 1; l <= M.blocks(); l++) {
      largest = Math.max(largest, magnitude(M.diagonal(l)));
      largest = l < M.blocks() ? Math.max(largest, magnitude(M.below(l))) : largest;
    }
    return largest;
  }

  private static double magnitude(DMatrixRMaj block) {
    return Arrays.stream(block.data).map(Math::abs).reduce(0, Math::max);
  }

  private static final class Search {
    private final BlockTridiagonal M;
    private final double tolerance;
    private final int[] sizes;

    Search(BlockTridiagonal M, double tolerance) {
      this.M = M;
      this.tolerance = tolerance;
      sizes = new int[M.blocks()];
      Arrays.setAll(sizes, l -> M.diagonal(l + 1).numRows);
    }

    Bounds largest() {
      double ritz = Lanczos.largest(sizes, tolerance / 4, M::multiply).value();
      double rounding = rounding(ritz);
      double margin = Math.max(tolerance * Math.abs(ritz), rounding);
      while (M.choleskyBelow(ritz + margin).isEmpty()) {
        margin *= 4;
      }
      return new Bounds(ritz - rounding, ritz + margin + rounding);
    }

    Bounds smallest(Bounds largest) {
      double magnitude = Math.max(Math.abs(largest.lower), Math.abs(largest.upper));
      Optional<BlockTridiagonalCholesky> factor = M.cholesky();
      if (factor.isPresent()) {
        return smallest(0, factor.get(), magnitude);
      }
      double spread = Lanczos.largest(sizes, 1e-3, complement(largest.upper)).value();
      double shift = largest.upper - spread;
      for (double step = spread / 1e3; factor.isEmpty(); step *= 4) {
        shift = largest.upper - spread - step;
        factor = M.choleskyAbove(shift);
      }
      Bounds first = smallest(shift, factor.get(), Math.max(magnitude, spread));
      return M.choleskyAbove(first.lower) // a shift next to the eigenvalue resolves it better
          .map(near -> smallest(first.lower, near, Math.max(magnitude, spread))).orElse(first);
    }

    /// With the factorisation of `M - shift I`.
    private Bounds smallest(double shift, BlockTridiagonalCholesky factor, double magnitude) {
      double ritz = shift + 1 / Lanczos.largest(sizes, tolerance / 4, solution(factor)).value();
      double rounding = rounding(magnitude);
      double margin = Math.max(tolerance * Math.abs(ritz), rounding);
      while (M.choleskyAbove(ritz - margin).isEmpty()) {
        margin *= 4;
      }
      return new Bounds(ritz - margin - rounding, ritz + rounding);
    }

    private double rounding(double magnitude) {
      return 4 * Arrays.stream(sizes).max().orElseThrow() * U * Math.abs(magnitude);
    }

    /// `upper I - M`.
    private Lanczos.Operator complement(double upper) {
      return (v, product) -> {
        M.multiply(v, product);
        for (int l = 0; l < v.length; l++) {
          CommonOps_DDRM.add(upper, v[l], -1, product[l], product[l]);
        }
      };
    }

    private static Lanczos.Operator solution(BlockTridiagonalCholesky factor) {
      return (v, product) -> {
        for (int l = 0; l < v.length; l++) {
          product[l].setTo(v[l]);
        }
        factor.solve(product);
      };
    }
  }
}

package org.linnet.rmt.dyson;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The matrix Dyson equation of the activity Hessian: its spectrum in the limit of wide layers, at any depth.
///
/// **Statement**: as the widths of a [HessianEnsemble] grow in proportion, the normalised traces `g(l)` of the diagonal blocks
/// of `(Hz - z)⁻¹`, and those `h(l)` of the errors' blocks of the linearised resolvent, converge to the only solution with
/// `Im g > 0`, `Im h >= 0` for `Im z > 0` of
///
/// `m = diag(T(m, z)⁻¹)`, `m = (h(1), g(1), h(2), g(2), .., h(H), g(H), h(L))`,
///
/// `T` symmetric and tridiagonal with `T[r(l)] = -1/gamma(l) - nu(l-1) s(l) g(l-1)`, `T[c(l)] = -z - nu(l+1) s(l+1) h(l+1)`,
/// `T[r(l), c(l)] = 1`, `T[c(l-1), r(l)] = -tau(l)`. The density of eigenvalues is the mean of `Im g(l)/π` at the real axis,
/// weighted by widths. Their distribution function needs no integration:
///
/// `Φ = sum_i nu(i) log p(i) + sum_l nu(l-1) nu(l) s(l) g(l-1) h(l)`, `-(1/π) Im Φ = size F + rows`,
///
/// `p` the pivots of `T` (for Haar weights `s(l) g(l-1) h(l)` becomes `2 ρ p - ∫ρ dp`, `p = g(l-1) h(l)`), because `Φ` is stationary in `m` and so `dΦ/dz = -sum_l nu(l) g(l)`. Its real part is the log-determinant.
///
/// **Why**: `M(z) = [[-Γ⁻¹, A], [Aᵀ, -z]]` has `(Hz - z)⁻¹` as the lower right block of its inverse and is linear in the random
/// blocks, whose covariance maps block-diagonal matrices to such. So `M(z)⁻¹` is to leading order `(E[M(z)] - Σ)⁻¹` with
/// `Σ[r(l)] = nu(l-1) s(l) g(l-1)`, `Σ[c(l-1)] = nu(l) s(l) h(l)`. For Haar weights `s(l)` is replaced by
/// `ρ(l) = 2 s(l)/(1 + sqrt(1 + 4 s(l) min(nu(l-1), nu(l)) g(l-1) h(l)))`, which makes `Σ` that of a matrix all of whose singular
/// values are equal.
///
/// **Assumptions**: those of [HessianEnsemble]. A finite number of outputs is best treated as `nu(L) = N(L)/N`.
///
/// **Numerics**: O(H) per Newton step, some 6 steps per point of a scan and 100 where a point must be descended to. A solution
/// says at which height above the real axis it holds; asked for is 1e-10 of the distance from the activity decay, so that small
/// eigenvalues are resolved in relative terms. Of the two roots in `ρ`, the one that continues the principal root from large
/// `z` is the physical one: a descent follows it, and steps over which it might change are not taken.
///
/// **Source**: not in the thesis, which calls the spectrum poorly understood (`innocenti2025thesis`, C.2.2).
public final class DysonEquation {
  private final HessianEnsemble ensemble;

  private DysonEquation(HessianEnsemble ensemble) {
    this.ensemble = ensemble;
  }

  public static DysonEquation of(HessianEnsemble ensemble) {
    return new DysonEquation(ensemble);
  }

  public HessianEnsemble ensemble() {
    return ensemble;
  }

  /// The solution as close above `lambda` as it can be had: [DysonSolution#height()] says how close.
  ///
  /// @throws IllegalArgumentException if `lambda` is not finite
  public DysonSolution at(double lambda) {
    Descent descent = new Descent(ensemble);
    double x = requireFinite(lambda) - ensemble.decay();
    descent.descend(x, descent.heightAt(x));
    return descent.solution(x);
  }

  /// The solution at `lambda + i height`, or as close above it as it can be had, which can matter next to edges and atoms.
  ///
  /// @throws IllegalArgumentException if `lambda` is not finite, or `height` not positive and finite
  public DysonSolution at(double lambda, double height) {
    requireFinite(lambda);
    if (!(height > 0) || !Double.isFinite(height)) {
      throw new IllegalArgumentException("the height above the real axis must be positive and finite, got " + height);
    }
    Descent descent = new Descent(ensemble);
    double x = lambda - ensemble.decay();
    descent.descend(x, height);
    return descent.solution(x);
  }

  /// The solutions at the points of a grid, each as [#at(double)], in the order given. They are found from right to left,
  /// each from the last, which takes a tenth of the time of single points.
  ///
  /// @throws IllegalArgumentException if a point is not finite
  public List<DysonSolution> scan(double... grid) {
    Descent descent = new Descent(ensemble);
    List<DysonSolution> solutions = new ArrayList<>(Collections.nCopies(grid.length, null));
    int[] order = IntStream.range(0, grid.length).boxed()
        .sorted(Comparator.comparingDouble(i -> -requireFinite(grid[i])))
        .mapToInt(Integer::intValue).toArray();
    for (int k = 0; k < order.length; k++) {
      double x = grid[order[k]] - ensemble.decay();
      if (k == 0) {
        descent.descend(x, descent.heightAt(x));
      } else {
        descent.follow(x, descent.heightAt(x));
      }
      solutions.set(order[k], descent.solution(x));
    }
    return solutions;
  }

  static double requireFinite(double lambda) {
    if (!Double.isFinite(lambda)) {
      throw new IllegalArgumentException("lambda must be finite, got " + lambda);
    }
    return lambda;
  }

  @Override
  public String toString() {
    return "DysonEquation[" + ensemble + "]";
  }
}

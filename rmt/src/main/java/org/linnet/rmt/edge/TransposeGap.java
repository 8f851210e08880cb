package org.linnet.rmt.edge;

import org.linnet.rmt.law.TracyWidom;

/// How far a wide random matrix is from having orthonormal rows, in the operator norm.
///
/// **Statement**: let `M` be `m x n` with independent entries of mean 0 and variance `1/n`, or with independent rows uniform on the
/// unit sphere, `m, n → ∞`, `m/n → γ`. Then
///
/// 1. `‖M Mᵀ - I‖ → 2 sqrt γ + γ`, the distance of 1 from the upper Marchenko-Pastur edge `(1 + sqrt γ)²`;
/// 2. `‖M Mᵀ M - M‖`, the residual of `Mᵀ` as a pseudo-inverse of `M`, `→ (1 + sqrt γ)(2 sqrt γ + γ)`;
/// 3. `‖M Mᵀ M - M‖_F²/m → γ + γ²` in the Frobenius norm;
/// 4. for Gaussian entries, `(‖M Mᵀ - I‖ - center)/scale` follows the Tracy-Widom law of `β = 1`, with
///    `center = (sqrt(n-1) + sqrt m)²/n - 1`, `scale = (sqrt(n-1) + sqrt m)(1/sqrt(n-1) + 1/sqrt m)^(1/3)/n`.
///
/// So `‖M Mᵀ - I‖ <= ε` takes `n >= m/(sqrt(1+ε) - 1)²`, about `4m/ε²`.
///
/// **Assumptions**: norms are operator norms where not said otherwise. The limits have corrections of the order of `scale`, some
/// `m^(-2/3)` relatively. The distribution function of (4) is off by 0.04, 0.02 in `10 x 20`, `30 x 60` (measured); for
/// `n >> m` the smallest eigenvalue is nearly as far from 1 as the largest and raises the norm: 0.07, 0.05 in `10 x 100`,
/// `30 x 3000`. Rows on the sphere have the same limits, but at these sizes a law lower by up to one `scale`.
///
/// **Why**: the law of `M Mᵀ` is Marchenko-Pastur of ratio `γ`, and its largest eigenvalue tends to the edge. Of the two
/// distances from 1 the upper is the larger one, `2 sqrt γ + γ` against `2 sqrt γ - γ` (or 1, for `γ > 1`). Singular values `σ` of
/// `M` give those `σ |σ² - 1|` of the residual, largest at the upper edge, and the mean square `E x (x - 1)² = γ + γ²`.
///
/// **Numerics**: O(1).
///
/// **Source**: `meulemans2020`, Theorem S12 with Definition S1, whose random-matrix side this is; Johnstone 2001 (4).
///
/// **Erratum**: the theorem says that `Mᵀ` is an ε-pseudo-inverse "with high probability" for `n >> m`. In the operator norm
/// that is so: `n` in proportion to `m` is enough for any fixed `ε`. In the Frobenius norm of Definition S1 it is not: by (3) the
/// squared residual is about `m²/n`, so it takes `n >> m²`; with `n = 100 m` it exceeds any `ε` once `m` is large.
public final class TransposeGap {
  private TransposeGap() {}

  /// `2 sqrt γ + γ`, the limit of `‖M Mᵀ - I‖`.
  ///
  /// @param ratio `γ`, rows over columns
  /// @throws IllegalArgumentException if the ratio is not positive and finite
  public static double limit(double ratio) {
    requireRatio(ratio);
    return 2 * Math.sqrt(ratio) + ratio;
  }

  /// `(1 + sqrt γ)(2 sqrt γ + γ)`, the limit of `‖M Mᵀ M - M‖`.
  ///
  /// @throws IllegalArgumentException if the ratio is not positive and finite
  public static double residual(double ratio) {
    return (1 + Math.sqrt(ratio)) * limit(ratio);
  }

  /// `γ + γ²`, the limit of `‖M Mᵀ M - M‖_F²/m`.
  ///
  /// @throws IllegalArgumentException if the ratio is not positive and finite
  public static double squaredResidualPerRow(double ratio) {
    requireRatio(ratio);
    return ratio * (1 + ratio);
  }

  /// `(sqrt(1+ε) - 1)²`, the largest ratio `γ` at which the limit of `‖M Mᵀ - I‖` is at most `ε`.
  ///
  /// @throws IllegalArgumentException if `ε` is not positive and finite
  public static double ratioFor(double epsilon) {
    require(epsilon > 0 && Double.isFinite(epsilon), "epsilon must be positive and finite, got " + epsilon);
    double root = epsilon / (Math.sqrt(1 + epsilon) + 1);
    return root * root;
  }

  /// The centre of the law of `‖M Mᵀ - I‖` at finite size.
  ///
  /// @throws IllegalArgumentException if `m < 1` or `n < 2`
  public static double center(int m, int n) {
    double root = roots(m, n);
    return root * root / n - 1;
  }

  /// The scale of the Tracy-Widom fluctuation of `‖M Mᵀ - I‖`.
  ///
  /// @throws IllegalArgumentException if `m < 1` or `n < 2`
  public static double scale(int m, int n) {
    return roots(m, n) * Math.cbrt(1 / Math.sqrt(n - 1.0) + 1 / Math.sqrt(m)) / n;
  }

  /// The probability of `‖M Mᵀ - I‖ <= ε` for Gaussian entries, by (4).
  ///
  /// @throws IllegalArgumentException if `m < 1` or `n < 2`, or `ε` is NaN
  public static double probability(int m, int n, double epsilon) {
    return new TracyWidom().cdf((epsilon - center(m, n)) / scale(m, n));
  }

  private static double roots(int m, int n) {
    require(m >= 1 && n >= 2, "at least 1 row and 2 columns are needed, got " + m + " x " + n);
    return Math.sqrt(n - 1.0) + Math.sqrt(m);
  }

  private static void requireRatio(double ratio) {
    require(ratio > 0 && Double.isFinite(ratio),
        "the ratio of rows to columns must be positive and finite, got " + ratio);
  }

  private static void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }
}

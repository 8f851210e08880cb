package org.linnet.rmt.asymptotic;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/// The spectrum of the activity Hessian of a network with square orthogonal hidden layers and no skips, at any width.
///
/// **Statement**: with `K` outputs, hidden width `N` and a readout of orthonormal rows (columns, if `K > N`), `Hz` has exactly
///
/// - `min(K, N)` times the eigenvalues `2 - 2 cos(k π/(H+1))`, `k = 1..H`,
/// - `N - K` times (if `K < N`) the eigenvalues `4 sin²((2k-1) π/(4H+2))`, `k = 1..H`.
///
/// So its condition number is `cot²(π/(2H+2))` for `K >= N`, about `0.405 (H+1)²`, and
/// `cos²(π/(2H+2))/sin²(π/(4H+2))`, about `1.62 (H+1/2)²`, for `K < N`.
///
/// **Why**: multiplying `z(l)` by the orthogonal `W(l) .. W(2)` turns every hidden layer map into the identity. What is left is
/// the path's matrix with 2 on the diagonal and -1 beside it, times `I`, whose last diagonal entry is 2 on the directions that
/// the readout sees and 1 on the others: a chain with two fixed ends, or with one free end.
///
/// **Numerics**: closed form, to rounding; small eigenvalues as squares of sines.
///
/// **Source**: derived.
///
/// @param H hidden layers
public record OrthogonalChain(int H) {
  public OrthogonalChain {
    Numerics.requireDepth(H, 1, "; without hidden layers there is no activity Hessian");
  }

  /// The `H` eigenvalues of a direction that the readout sees, ascending.
  public double[] read() {
    return eigenvalues(k -> k * Math.PI / (2 * (H + 1)));
  }

  /// The `H` eigenvalues of a direction that the readout does not see, ascending.
  public double[] unread() {
    return eigenvalues(k -> (2 * k - 1) * Math.PI / (2 * (2 * H + 1)));
  }

  /// The extreme eigenvalues for hidden width `N` and `K` outputs.
  ///
  /// @throws IllegalArgumentException if a width is below 1
  public Edges edges(int N, int K) {
    if (N < 1 || K < 1) {
      throw new IllegalArgumentException("widths must be at least 1, got " + N + " and " + K);
    }
    double[] all = read();
    return new Edges(Asymptote.exact(K < N ? unread()[0] : all[0]), Asymptote.exact(all[H - 1]));
  }

  private double[] eigenvalues(IntToDoubleFunction halfAngle) {
    double[] eigenvalues = new double[H];
    Arrays.setAll(eigenvalues, i -> 4 * Numerics.square(Math.sin(halfAngle.applyAsDouble(i + 1))));
    return eigenvalues;
  }
}

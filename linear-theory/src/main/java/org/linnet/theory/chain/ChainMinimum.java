package org.linnet.theory.chain;

/// How sharp a linear chain's perfect fits are, for the loss and for the equilibrated energy.
///
/// **Statement**: where the residual is zero, the Hessian of the loss is `xx p_i p_j` and that of the energy `1/s` times that. Their
/// one eigenvalue that is not zero is
///
/// `xx sum_i p_i²` and `xx sum_i p_i² / s`.
///
/// At depth 2, with `w(1) = y/(w(2) x)`, these are `(w(2)⁴ x² + y²)/w(2)²` and the same over `1 + w(2)²`.
///
/// **Assumptions**: one unit per layer, unit precisions; a perfect fit, `p x(i) = y(i)` for all samples (without one, the least loss
/// is not a critical point of the energy).
///
/// **Numerics**: relative error about `L eps`; O(L).
///
/// **Source**: `innocenti2025thesis`, A.13m (L1607-1618), Theorem A.2, B.62-B.64.
///
/// **Erratum**: B.64 prints `H_F* < H_Loss`. Both have the eigenvalue 0, `L - 1` times, so it holds with `<=` (`w = (1, 1)`: the
/// difference has the eigenvalues 1 and 0 for `x = 1`), and at depth 1, `s = 1`, both are equal.
public final class ChainMinimum {
  private ChainMinimum() {}

  /// The only eigenvalues that need not be zero.
  public record Sharpness(double loss, double energy) {}

  /// The sharpness where the weights `w` fit data of mean squared input `xx` perfectly.
  ///
  /// @throws IllegalArgumentException if `xx` is negative or not finite
  public static Sharpness sharpness(double[] w, double xx) {
    if (!(xx >= 0 && Double.isFinite(xx))) {
      throw new IllegalArgumentException("xx must be finite and not negative, got " + xx);
    }
    ChainProducts chain = new ChainProducts(w);
    double sum = 0;
    for (int i = 1; i <= chain.L; i++) {
      sum += chain.product(i) * chain.product(i);
    }
    return new Sharpness(xx * sum, xx * sum / chain.rescaling());
  }
}

package org.linnet.theory.chain;

/// The loss of a linear chain after independent noise on its weights, on average.
///
/// **Statement**: for `w(i) + n(i)` with independent noise of mean 0 and variance `v`,
///
/// `E Loss = Loss + xx/2 (∏_i (w(i)² + v) - ∏_i w(i)²)`,
///
/// because `E p` does not change. To first order in `v` the excess is `v/2` times the trace of the loss's Hessian at a perfect fit.
///
/// **Assumptions**: one unit per layer; independent noise of one variance, Gaussian or not.
///
/// **Numerics**: the difference of products is built up from positive terms; relative error about `L eps`. O(L).
///
/// **Source**: `innocenti2025thesis`, L473, Theorem A.2 and Figure A.2 (which plots `(y - p x)²`, twice the loss).
///
/// **Erratum**: that predictive coding is more robust to noise does not follow from the flatness of the energy: the network's output
/// and so the loss depend on the weights in the same way for both. With equal products the more balanced weights are the more robust
/// (`w = (1, 1)` has the excess `v + v²/2`, `w = (2, 1/2)` has `17 v/8 + v²/2`, for `xx = 1`), so it depends on where training ends.
public final class WeightNoise {
  private WeightNoise() {}

  /// `E Loss` at the weights `w` with noise of variance `v`.
  ///
  /// @throws IllegalArgumentException if `v` is negative or not finite
  public static double expectedLoss(double[] w, double v, ScalarRegression data) {
    if (!(v >= 0 && Double.isFinite(v))) {
      throw new IllegalArgumentException("the variance must be finite and not negative, got " + v);
    }
    double excess = 0; // ∏ (w² + v) - ∏ w² over the layers so far
    double squared = 1; // ∏ w²
    for (double weight : w) {
      excess = (weight * weight + v) * excess + v * squared;
      squared *= weight * weight;
    }
    return ChainLoss.value(w, data) + data.xx() / 2 * excess;
  }
}

package org.linnet.theory.scaling;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.fraction.BigFraction;

/// The exponents of the prediction errors after one sweep of inference and at the equilibrium, for any precisions.
///
/// **Statement**: in a linear network with precisions `gamma(l) = Θ(M^(-g(l)))`, hidden layer maps that keep the order of what
/// passes them, and output maps with entries `Θ(M^(-s))`, the error of layer `l < L` has the exponent
///
/// - `s + g(l+1) + .. + g(L) + min(0, g(l))` after one sequential sweep from the forward pass, without the minimum for `l = 1`,
///   whose input is clamped;
/// - `s + g(L) - g(l) + max(0, max over k < L of g(k) - g(L) + 1 - 2s)` at the equilibrium: the errors are
///   `gamma(L)/gamma(l) W(L:l+1)ᵀ (I + C)⁻¹ (y - f)`, and the terms of `C` have the exponents `g(L) - g(k) + 2s - 1`.
///
/// Where `C` stays bounded the two agree in all layers if and only if `g(l) = 0` for all `l < L`: from the top, the exponents
/// agree if `min(0, g) = -g`, that is `g = 0`.
///
/// **Assumptions**: infinite width, a fixed number of outputs and samples, a residual of order 1, one premultiplier convention
/// (`s = a(L) + b(L)`).
///
/// **Numerics**: exact; O(L²).
///
/// **Source**: `ishikawa2024`, Eq. S.101-S.103 and section B.2.3; Theorem 4.2 for the equilibrium.
///
/// **Erratum**: S.102 prints `-g(l) + min(0, g(l))` for the equilibrium, without `g(L)`, and S.101 keeps the minimum at
/// `l = 1`; both leave out the common `s`. With the printed exponents S.103 would not be equivalent to `g(l) = 0`: at
/// `l = L - 1` it asks `g(L) = -g(L-1)`, so `L = 2, g = (1, -1)` satisfies it, while `g = (0, -1)`, the paper's choice,
/// does not. The conclusion holds with the exponents above, as long as `C` stays bounded.
public final class InferenceOrders {
  private InferenceOrders() {}

  /// The exponent of `e(l)` after one sweep.
  ///
  /// @param g exponents of the precisions, `g(1), .., g(L)`
  /// @param s exponent of an entry of the output map
  /// @throws IndexOutOfBoundsException if `l` is not a hidden layer
  public static BigFraction sweep(int l, List<BigFraction> g, BigFraction s) {
    requireHidden(l, g);
    BigFraction above = g.subList(l, g.size()).stream().reduce(s, BigFraction::add);
    BigFraction own = g.get(l - 1);
    return l > 1 && own.signum() < 0 ? above.add(own) : above;
  }

  /// The exponent of `e(l)` at the equilibrium.
  ///
  /// @throws IndexOutOfBoundsException if `l` is not a hidden layer
  public static BigFraction equilibrium(int l, List<BigFraction> g, BigFraction s) {
    requireHidden(l, g);
    BigFraction damped = Collections.max(List.of(BigFraction.ZERO, rescaling(g, s).negate()));
    return s.add(g.getLast()).subtract(g.get(l - 1)).add(damped);
  }

  /// The exponent of the largest term of `C`: negative where the rescaling explodes with the width.
  public static BigFraction rescaling(List<BigFraction> g, BigFraction s) {
    BigFraction largest = Collections.max(g.subList(0, g.size() - 1));
    return g.getLast().subtract(largest).add(s.multiply(2)).subtract(BigFraction.ONE);
  }

  /// Whether every hidden layer's error has the same exponent after one sweep as at the equilibrium.
  public static boolean agree(List<BigFraction> g, BigFraction s) {
    return IntStream.range(1, g.size()).allMatch(l -> sweep(l, g, s).equals(equilibrium(l, g, s)));
  }

  private static void requireHidden(int l, List<BigFraction> g) {
    if (l < 1 || l >= g.size()) {
      throw new IndexOutOfBoundsException(
          "hidden layer must be in 1.." + (g.size() - 1) + ", the precisions without the output's, got " + l);
    }
  }
}

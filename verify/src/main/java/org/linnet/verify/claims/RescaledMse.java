package org.linnet.verify.claims;

import org.hipparchus.dfp.Dfp;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.verify.oracle.ClampedNet;
import org.linnet.verify.oracle.Decimal;

/// The parts of Eq. 4.5 exactly as printed: weights only, dense products, an explicit inverse. From the same parts the
/// mutants are put together wrongly.
final class RescaledMse {
  final Decimal decimal;
  final int L;
  final int B;
  final Dfp[][] y;
  private final Dfp[][][] W; // W[l], l = 1..L
  private final Dfp[][][] P; // P[l] = W(L:l) = W(L) .. W(l)
  private final Dfp[][] r; // y - W(L:1) x, N(L) x B
  private final Dfp[][] x;

  RescaledMse(ClampedNet c) {
    DeepLinearNet net = c.net();
    decimal = c.equilibrium().decimal();
    L = net.depth();
    B = c.samples();
    x = decimal.matrix(c.x());
    y = decimal.matrix(c.y());
    W = new Dfp[L + 1][][];
    for (int l = 1; l <= L; l++) {
      W[l] = decimal.matrix(net.weight(l));
    }
    P = new Dfp[L + 1][][];
    for (int l = L; l >= 1; l--) {
      P[l] = l == L ? W[L] : decimal.times(P[l + 1], W[l]);
    }
    r = decimal.plus(y, decimal.number(-1), decimal.times(P[1], x));
  }

  /// `I + sum_(l=from..to) W(L:l) W(L:l)ᵀ`.
  Dfp[][] rescaling(int from, int to) {
    return decimal.plus(sum(from, to), decimal.number(1), decimal.identity(y.length));
  }

  /// `sum_(l=from..to) W(L:l) W(L:l)ᵀ`.
  Dfp[][] sum(int from, int to) {
    Dfp[][] S = decimal.zero(y.length, y.length);
    for (int l = from; l <= to; l++) {
      S = decimal.plus(S, decimal.number(1), decimal.times(P[l], decimal.transpose(P[l])));
    }
    return S;
  }

  /// `I + sum_(l=2..L) W(L:l)ᵀ W(L:l)`: wrong.
  Dfp[][] transposedRescaling() {
    Dfp[][] S = decimal.identity(y.length);
    for (int l = 2; l <= L; l++) {
      S = decimal.plus(S, decimal.number(1), decimal.times(decimal.transpose(P[l]), P[l]));
    }
    return S;
  }

  /// `I + sum_(l=2..L) W(l) W(l)ᵀ`: wrong.
  Dfp[][] singleLayerRescaling() {
    Dfp[][] S = decimal.identity(y.length);
    for (int l = 2; l <= L; l++) {
      S = decimal.plus(S, decimal.number(1), decimal.times(W[l], decimal.transpose(W[l])));
    }
    return S;
  }

  /// Whether all layers from the first hidden one on have the width of the output.
  boolean square() {
    for (int l = 1; l < L; l++) {
      if (W[l].length != y.length) {
        return false;
      }
    }
    return true;
  }

  /// `sum_i r(i)ᵀ S⁻¹ r(i)`.
  Dfp inverted(Dfp[][] S) {
    return decimal.inner(r, decimal.solve(S, r));
  }

  /// `sum_i r(i)ᵀ S r(i)`: wrong.
  Dfp weighted(Dfp[][] S) {
    return decimal.inner(r, decimal.times(S, r));
  }

  /// `sum_i ‖r(i)‖²`.
  Dfp squared() {
    return decimal.inner(r, r);
  }

  /// `sum / (2B)`.
  Dfp half(Dfp sum) {
    return sum.divide(decimal.number(2.0 * B));
  }

  /// `1/(2B) sum_i (y(i) - w(L) .. w(1) x(i))² / (1 + sum_(l=2..L) (w(L) .. w(l))²)` where all layers are one unit wide.
  Dfp scalar() {
    Dfp s = decimal.number(1);
    Dfp p = decimal.number(1);
    for (int l = L; l >= 2; l--) {
      p = p.multiply(W[l][0][0]);
      s = s.add(p.multiply(p));
    }
    p = p.multiply(W[1][0][0]);
    Dfp sum = decimal.number(0);
    for (int i = 0; i < B; i++) {
      Dfp residual = y[0][i].subtract(p.multiply(x[0][i]));
      sum = sum.add(residual.multiply(residual));
    }
    return half(sum.divide(s));
  }
}

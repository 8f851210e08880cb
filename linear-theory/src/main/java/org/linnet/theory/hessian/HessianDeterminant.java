package org.linnet.theory.hessian;

import org.linnet.core.net.DeepLinearNet;
import org.linnet.theory.equilibrium.RescalingFactor;
import org.linnet.theory.fixedpoint.SubNetwork;

/// The determinant of the activity Hessian, without the activity Hessian.
///
/// **Statement**: with input and output clamped, `det Hz = det S · prod_(l=1..L) gamma(l)^N(l)`, with the rescaling `S` of
/// [org.linnet.theory.equilibrium.EquilibratedEnergy]. (The generative model's precision matrix of all activities, output
/// included, has the determinant `prod gamma(l)^N(l)`, and also `det Hz` times that of the output's own precision, `S⁻¹`.)
///
/// The leading block of `Hz` of the layers `1..l` is the activity Hessian of the layers `1..l+1` as a network of their own, so
/// its determinant `Delta(l)` is given by the same formula.
///
/// **Assumptions**: linear layers. At depth 1, `Hz` has no entries and the determinant is 1.
///
/// **Shapes**: numbers; logarithms, because the determinants leave the range of `double`.
///
/// **Numerics**: O(H K N²) rather than the O(H N³) of a factorisation of `Hz`; absolute error of the logarithm about
/// `eps K sqrt(cond S)` and `eps` times the sum of its terms' magnitudes. All `Delta` together cost O(H² N³).
///
/// **Source**: not in the papers, as far as we know; `innocenti2025thesis` C.11-C.13 is what it replaces.
///
/// **Erratum**: C.11 prints `Delta(l) = |D(l)| Delta(l-1) - |O(l-1)|² Delta(l-2)`, which holds for widths of 1 only. With
/// `A(2) = diag(1, 0)`, `A(3) = 0`, two hidden layers of two units and unit precisions, `Delta(2)` is 1 but the
/// recurrence gives 2. Right is `Delta(l) = det(D(l) - O(l-1) X O(l-1)ᵀ) Delta(l-1)`, `X` the last diagonal block of the inverse
/// of the leading block before. The inequality drawn from it, C.13, holds nevertheless for equal widths, because
/// `Delta(l-1)` exceeds `|A(l)|² Delta(l-2)` and `|D(l)|` is at least 1.
public final class HessianDeterminant {
  private HessianDeterminant() {}

  /// `log det Hz`.
  public static double log(DeepLinearNet net) {
    double sum = RescalingFactor.of(net).logDeterminant();
    for (int l = 1; l <= net.depth(); l++) {
      sum += net.width(l) * Math.log(net.precision(l));
    }
    return sum;
  }

  /// `log Delta(1), .., log Delta(H)`; the last is `log det Hz`.
  public static double[] logLeadingMinors(DeepLinearNet net) {
    double[] logs = new double[net.hiddenLayers()];
    for (int l = 1; l <= logs.length; l++) {
      logs[l - 1] = log(SubNetwork.of(net, 1, l + 1));
    }
    return logs;
  }
}

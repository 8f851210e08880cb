package org.linnet.rmt.edge;

import org.linnet.rmt.law.CouplingChain;
import org.linnet.rmt.law.Interval;
import org.linnet.rmt.law.MarchenkoPastur;

/// Where the spectra of the two parts of the activity Hessian end in wide networks, and Weyl's bounds from them.
///
/// **Statement**: let `Hz = D + O` be the parts of [HessianParts], `H` hidden layers of width `N → ∞`, `K = αN` outputs, and
/// `a² b N = s` for all weights from the second layer on (`s = 1` for the standard and the neural tangent parameterisation).
///
/// 1. The extreme eigenvalues of `D` tend to `1` and `1 + 4s` for `H >= 2` and `α <= 1`: every block but the last is a
///    Marchenko-Pastur law of ratio 1, shifted by one. The last has the ratio `1/α`, the upper end `1 + s (1 + sqrt α)²`, and an
///    eigenvalue 1 unless `K > N`.
/// 2. Those of `O` tend to `± sqrt s b(H)`, the ends of [CouplingChain]: `b` is 2, `1 + sqrt 2`, `3 sqrt 3/2` for `H = 2, 3, 4`, and
///    rises to `2 sqrt 2`.
/// 3. By Weyl's inequalities those of `Hz` lie in the sum of the two intervals: for `s = 1`, `α <= 1` and `H → ∞`,
///    `[1 - 2 sqrt 2, 5 + 2 sqrt 2] = [-1.83, 7.83]`.
///
/// **Assumptions**: no skips, unit precisions; the width tends to infinity first. At fixed width and `H → ∞` the extremes of
/// both parts grow without bound, as extremes of ever more independent blocks do.
///
/// **Numerics**: O(1), and O(H) for the chain. The law is approached like `N^(-2/3)`.
///
/// **Source**: `innocenti2025thesis`, C.15-C.17 and the bounds after them; (2) and what follows from it is ours.
///
/// **Erratum**: the thesis takes `O` for a dense Wigner matrix "properly normalised" with a semicircle of radius 2 (C.17 prints
/// `λ±(O) ± 2`, meant is `= ±2`) and finds the spectrum "slightly broader". A hidden layer has two neighbours, so a row of `O` has
/// `2N` entries of variance `1/N`, not `N`: normalised by its own variance `2 (H-1)/H` the semicircle for many layers has the
/// radius `2 sqrt 2`, and this is exact in the limit of deep networks. Radius 2 is exact for `H = 2` alone. With it, the bounds
/// `[-1, 7]` that the thesis states ([#printed]) are those of Weyl's inequality for `H = 2`; for deeper networks the inequality
/// gives less. That no eigenvalue is beyond 7 is true all the same for `α <= 1`: the largest rises with `H` (the Hessian of fewer
/// layers is a principal submatrix, fewer outputs take a positive semidefinite term away) to 27/4, the end of the Raney law
/// `(3, 2)`. So "the upper bound appears tight" is a coincidence of `5 + 2` with 27/4, 3.6 % below; Weyl's true bound is 16 %
/// above 27/4 for deep networks.
///
/// @param hidden `H`, at least 1
/// @param gain `s`
/// @param outputRatio `α`
public record HessianEdges(int hidden, double gain, double outputRatio) {
  public HessianEdges {
    if (hidden < 1) {
      throw new IllegalArgumentException("the number of hidden layers must be at least 1, got " + hidden);
    }
    requirePositive("gain", gain);
    requirePositive("ratio of outputs to width", outputRatio);
  }

  /// With unit gain, as in the standard parameterisation.
  public HessianEdges(int hidden, double outputRatio) {
    this(hidden, 1, outputRatio);
  }

  /// `[-1, 7]`: the sum of `[1, 5]` (C.16) and `[-2, 2]` (C.17), which the thesis states for any depth.
  public static Interval printed() {
    return new Interval(1, 5).plus(new Interval(-2, 2));
  }

  /// The limits of the extreme eigenvalues of `D`.
  public Interval diagonal() {
    Interval readout = readout();
    Interval inner = new MarchenkoPastur(1, gain).support();
    return hidden == 1
        ? new Interval(1 + readout.lower(), 1 + readout.upper())
        : new Interval(1 + inner.lower(), 1 + Math.max(inner.upper(), readout.upper()));
  }

  /// The limits of the extreme eigenvalues of `O`; 0 for one hidden layer, which is coupled to none.
  public Interval coupling() {
    return hidden == 1 ? new Interval(0, 0) : new CouplingChain(hidden, gain).support();
  }

  /// Weyl's bounds of all eigenvalues of `D + O`, the sum of the two intervals.
  public Interval weyl() {
    return diagonal().plus(coupling());
  }

  /// The limits of the extreme eigenvalues of `a(L)² W(L)ᵀ W(L)`: variance `s/N` of an entry, `αN` rows.
  private Interval readout() {
    Interval bulk = new MarchenkoPastur(1 / outputRatio, gain * outputRatio).support();
    return new Interval(outputRatio < 1 ? 0 : bulk.lower(), bulk.upper());
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0) || !Double.isFinite(value)) {
      throw new IllegalArgumentException("the " + name + " must be positive and finite, got " + value);
    }
  }
}

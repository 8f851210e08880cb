package org.linnet.theory.chain;

import org.ejml.data.DMatrixRMaj;

/// The equilibrated energy of a linear chain, its gradient and its Hessian.
///
/// **Statement**: `F* = Loss/s` with `s = 1 + sum_(l=2..L) (w(L) .. w(l))²`; with indices for partial derivatives,
///
/// `F*_i = Loss_i/s - Loss s_i/s²`,
///
/// `F*_ij = Loss_ij/s - (Loss_i s_j + Loss_j s_i)/s² - Loss s_ij/s² + 2 Loss s_i s_j/s³`,
///
/// where `s_i = 2 w(i) u(i)² q(i)`, `s_ii = 2 u(i)² q(i)`, `s_ij = 4 w(i) w(j) (∏_(k>i, k≠j) w(k))² q(i)` for `i < j`, with
/// `u(i) = w(L) .. w(i+1)` and `q(i) = 1 + w(i-1)² q(i-1)`, `q(1) = 0`.
///
/// **Assumptions**: one unit per layer, unit precisions, exact equilibrium.
///
/// **Shapes**: `w` has `L` numbers, the Hessian is `L x L`.
///
/// **Numerics**: `s` is a sum of positive terms; relative error about `L eps` apart from the cancellation between the terms above.
/// O(L) for the gradient, O(L²) for the Hessian.
///
/// **Source**: `innocenti2025thesis`, A.6, B.45-B.49.
///
/// **Erratum**: B.49 prints `+ Loss_j s_i/s² + Loss s_ij/s² - 2 s_j Loss s_i/s³` for `i, j > 1`, all three signs wrong. `w = (0, 1)`,
/// `x = y = 1`: `F* = 1/(2 (1 + w(2)²))` has the second derivative 1/4, the print gives -1/4.
public final class ChainEnergy {
  private ChainEnergy() {}

  /// `s`.
  public static double rescaling(double... w) {
    return new ChainProducts(w).rescaling();
  }

  public static double value(double[] w, ScalarRegression data) {
    ChainProducts chain = new ChainProducts(w);
    return ChainLoss.at(chain, data) / chain.rescaling();
  }

  /// `∂F*/∂w(1), .., ∂F*/∂w(L)`.
  public static double[] gradient(double[] w, ScalarRegression data) {
    ChainProducts chain = new ChainProducts(w);
    double s = chain.rescaling();
    double energy = ChainLoss.at(chain, data) / s;
    double[] gradient = new double[chain.L];
    for (int i = 1; i <= chain.L; i++) {
      gradient[i - 1] = (ChainLoss.slope(chain, data, i) - energy * chain.rescaling(i)) / s;
    }
    return gradient;
  }

  public static DMatrixRMaj hessian(double[] w, ScalarRegression data) {
    ChainProducts chain = new ChainProducts(w);
    ChainProducts.Second second = chain.second();
    DMatrixRMaj H = ChainLoss.hessian(chain, second, data);
    double[] F = gradient(w, data);
    double s = chain.rescaling();
    double energy = ChainLoss.at(chain, data) / s;
    // Loss = s F*, so Loss_ij = s F*_ij + s_i F*_j + s_j F*_i + s_ij F*
    for (int i = 1; i <= chain.L; i++) {
      for (int j = 1; j <= chain.L; j++) {
        double rest = chain.rescaling(i) * F[j - 1] + chain.rescaling(j) * F[i - 1]
            + second.rescaling().get(i - 1, j - 1) * energy;
        H.set(i - 1, j - 1, (H.get(i - 1, j - 1) - rest) / s);
      }
    }
    return H;
  }
}

package org.linnet.theory.chain;

import org.ejml.data.DMatrixRMaj;

/// The mean squared error of a linear chain, its gradient and its Hessian.
///
/// **Statement**: `Loss = (floor + xx (p - m)²)/2`; `∂Loss/∂w(i) = xx (p - m) p_i`;
/// `∂²Loss/∂w(i)∂w(j) = xx (p_i p_j + (p - m) p_ij)`, where `p_ii = 0`.
///
/// **Assumptions**: one unit per layer, any depth of 1 or more.
///
/// **Shapes**: `w` has `L` numbers, the Hessian is `L x L`.
///
/// **Numerics**: products are formed without division, so zero weights are exact; relative error about `L eps` apart from the
/// cancellation in `p - m`. O(L) for the gradient, O(L²) for the Hessian.
///
/// **Source**: `innocenti2025thesis`, A.4, A.7, B.46-B.48.
public final class ChainLoss {
  private ChainLoss() {}

  public static double value(double[] w, ScalarRegression data) {
    return at(new ChainProducts(w), data);
  }

  /// `∂Loss/∂w(1), .., ∂Loss/∂w(L)`.
  public static double[] gradient(double[] w, ScalarRegression data) {
    ChainProducts chain = new ChainProducts(w);
    double[] gradient = new double[chain.L];
    for (int i = 1; i <= chain.L; i++) {
      gradient[i - 1] = slope(chain, data, i);
    }
    return gradient;
  }

  public static DMatrixRMaj hessian(double[] w, ScalarRegression data) {
    ChainProducts chain = new ChainProducts(w);
    return hessian(chain, chain.second(), data);
  }

  static double at(ChainProducts chain, ScalarRegression data) {
    double miss = chain.product() - data.slope();
    return (data.floor() + data.xx() * miss * miss) / 2;
  }

  /// `∂Loss/∂w(i)`.
  static double slope(ChainProducts chain, ScalarRegression data, int i) {
    return data.xx() * (chain.product() - data.slope()) * chain.product(i);
  }

  static DMatrixRMaj hessian(ChainProducts chain, ChainProducts.Second second, ScalarRegression data) {
    double miss = chain.product() - data.slope();
    DMatrixRMaj H = new DMatrixRMaj(chain.L, chain.L);
    for (int i = 1; i <= chain.L; i++) {
      for (int j = 1; j <= chain.L; j++) {
        H.set(i - 1, j - 1, data.xx()
            * (chain.product(i) * chain.product(j) + miss * second.product().get(i - 1, j - 1)));
      }
    }
    return H;
  }
}

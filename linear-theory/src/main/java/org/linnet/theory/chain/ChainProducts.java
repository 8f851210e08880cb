package org.linnet.theory.chain;

import org.ejml.data.DMatrixRMaj;

/// The product `p` of a chain's weights, its rescaling `s`, and their derivatives, without dividing by a weight. Layers count
/// from 1.
final class ChainProducts {
  final int L;
  private final double[] w;
  private final double[] below; // w(i) .. w(1), below[0] = 1
  private final double[] above; // w(L) .. w(i), above[L+1] = 1
  private final double[] variance; // q(i) = 1 + w(i-1)² q(i-1), q(1) = 0: the variance of z(i-1) in the generative model

  ChainProducts(double... weights) {
    L = weights.length;
    if (L == 0) {
      throw new IllegalArgumentException("a chain needs at least one weight, got none");
    }
    w = new double[L + 1];
    below = new double[L + 2];
    above = new double[L + 2];
    variance = new double[L + 2];
    below[0] = 1;
    above[L + 1] = 1;
    for (int i = 1; i <= L; i++) {
      w[i] = weights[i - 1];
      if (!Double.isFinite(w[i])) {
        throw new IllegalArgumentException("w(" + i + ") must be finite, got " + w[i]);
      }
      below[i] = below[i - 1] * w[i];
      variance[i + 1] = 1 + w[i] * w[i] * variance[i];
    }
    for (int i = L; i > 1; i--) {
      above[i] = above[i + 1] * w[i];
    }
  }

  /// `p`.
  double product() {
    return below[L];
  }

  /// `∂p/∂w(i)`.
  double product(int i) {
    return above[i + 1] * below[i - 1];
  }

  /// `s`.
  double rescaling() {
    return variance[L + 1];
  }

  /// `∂s/∂w(i)`.
  double rescaling(int i) {
    return 2 * w[i] * above[i + 1] * above[i + 1] * variance[i];
  }

  /// `∂²p/∂w(i)∂w(j)` and `∂²s/∂w(i)∂w(j)`, each as a symmetric matrix, in O(L²).
  Second second() {
    DMatrixRMaj p = new DMatrixRMaj(L, L);
    DMatrixRMaj s = new DMatrixRMaj(L, L);
    for (int i = 1; i <= L; i++) {
      s.set(i - 1, i - 1, 2 * above[i + 1] * above[i + 1] * variance[i]);
      double between = 1; // w(j-1) .. w(i+1)
      for (int j = i + 1; j <= L; j++) {
        double rest = above[j + 1] * between;
        set(p, i, j, rest * below[i - 1]);
        set(s, i, j, 4 * w[i] * w[j] * rest * rest * variance[i]);
        between *= w[j];
      }
    }
    return new Second(p, s);
  }

  /// Second derivatives.
  record Second(DMatrixRMaj product, DMatrixRMaj rescaling) {}

  private static void set(DMatrixRMaj M, int i, int j, double value) {
    M.set(i - 1, j - 1, value);
    M.set(j - 1, i - 1, value);
  }
}

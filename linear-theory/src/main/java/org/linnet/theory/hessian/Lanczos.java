package org.linnet.theory.hessian;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.linnet.core.random.RandomStream;

/// The Lanczos iteration for the largest eigenvalue of a symmetric operator on block vectors.
///
/// Without reorthogonalisation: rounding then repeats converged eigenvalues, but moves none of them. The result is the largest
/// Ritz value: never above the largest eigenvalue but for rounding, and close to it unless the fixed random start misses it.
final class Lanczos {
  private static final int STEPS = 500;
  private static final double CHECK_GROWTH = 1.3;
  private static final long SEED = 0x4c616e637a6f73L; // nobody's weights: a start orthogonal to them finds nothing

  private final double[] alpha = new double[STEPS];
  private final double[] beta = new double[STEPS];

  private Lanczos() {}

  /// The largest eigenvalue of `operator`, which returns a new block vector or its changed argument, on blocks of these
  /// `sizes`. It stops when the estimated error is below `tolerance` times the largest Ritz value's magnitude, or after 500
  /// steps.
  static double largest(int[] sizes, double tolerance, UnaryOperator<DMatrixRMaj[]> operator) {
    return new Lanczos().run(sizes, tolerance, operator);
  }

  private double run(int[] sizes, double tolerance, UnaryOperator<DMatrixRMaj[]> operator) {
    DMatrixRMaj[] v = start(sizes);
    DMatrixRMaj[] before = null;
    int check = 2;
    for (int k = 0;; k++) {
      DMatrixRMaj[] w = operator.apply(copy(v)); // w = M v(k) - beta(k-1) v(k-1) - alpha(k) v(k)
      if (k > 0) {
        add(w, -beta[k - 1], before);
      }
      alpha[k] = dot(v, w);
      add(w, -alpha[k], v);
      beta[k] = Math.sqrt(dot(w, w));
      boolean last = beta[k] <= Double.MIN_NORMAL || k == STEPS - 1;
      if (last || k + 1 >= check) {
        Ritz ritz = ritz(k + 1);
        if (last || ritz.error <= tolerance * Math.abs(ritz.value)) {
          return ritz.value;
        }
        check = (int) Math.ceil(CHECK_GROWTH * (k + 1));
      }
      scale(w, 1 / beta[k]);
      before = v;
      v = w;
    }
  }

  private record Ritz(double value, double error) {}

  /// The largest eigenvalue of the tridiagonal matrix of `k` steps, and an estimate of its error: with the residual
  /// `rho = beta(k) |s|`, `s` the last entry of its eigenvector, the smaller of `rho` and `rho²` over the gap to the next.
  private Ritz ritz(int k) {
    DMatrixRMaj T = new DMatrixRMaj(k, k);
    for (int i = 0; i < k; i++) {
      T.set(i, i, alpha[i]);
      if (i + 1 < k) {
        T.set(i, i + 1, beta[i]);
        T.set(i + 1, i, beta[i]);
      }
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(k, true, true);
    if (!eigen.decompose(T)) {
      throw new ArithmeticException("the eigenvalues of a " + k + " x " + k + " tridiagonal matrix did not converge");
    }
    int top = 0;
    for (int i = 1; i < k; i++) {
      top = eigen.getEigenvalue(i).real > eigen.getEigenvalue(top).real ? i : top;
    }
    double value = eigen.getEigenvalue(top).real;
    double gap = Double.POSITIVE_INFINITY;
    for (int i = 0; i < k; i++) {
      gap = i == top ? gap : Math.min(gap, value - eigen.getEigenvalue(i).real);
    }
    double residual = beta[k - 1] * Math.abs(eigen.getEigenVector(top).get(k - 1, 0));
    return new Ritz(value, Math.min(residual, residual * residual / gap));
  }

  private static DMatrixRMaj[] start(int[] sizes) {
    RandomStream random = RandomStream.of(SEED);
    DMatrixRMaj[] v = new DMatrixRMaj[sizes.length];
    Arrays.setAll(v, l -> new DMatrixRMaj(sizes[l], 1));
    for (DMatrixRMaj block : v) {
      Arrays.setAll(block.data, i -> random.nextGaussian());
    }
    scale(v, 1 / Math.sqrt(dot(v, v)));
    return v;
  }

  private static DMatrixRMaj[] copy(DMatrixRMaj[] v) {
    return Arrays.stream(v).map(DMatrixRMaj::copy).toArray(DMatrixRMaj[]::new);
  }

  private static double dot(DMatrixRMaj[] v, DMatrixRMaj[] w) {
    double sum = 0;
    for (int l = 0; l < v.length; l++) {
      sum += CommonOps_DDRM.dot(v[l], w[l]);
    }
    return sum;
  }

  private static void add(DMatrixRMaj[] to, double factor, DMatrixRMaj[] v) {
    for (int l = 0; l < to.length; l++) {
      CommonOps_DDRM.addEquals(to[l], factor, v[l]);
    }
  }

  private static void scale(DMatrixRMaj[] v, double factor) {
    for (DMatrixRMaj block : v) {
      CommonOps_DDRM.scale(factor, block);
    }
  }
}

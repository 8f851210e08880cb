package org.linnet.rmt.spectrum;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.net.DeepLinearNet;

/// All eigenvalues of one sampled symmetric matrix, and their empirical distribution.
///
/// **Numerics**: dense eigenvalues are as accurate as `n eps` times the largest magnitude, at the cost of O(n³) and two matrices
/// of `n²` numbers; a small eigenvalue so loses the digits of the condition number.
public final class SpectrumSample {
  /// The largest matrix whose dense eigenvalues are computed: a quarter of a gigabyte, and minutes.
  public static final int LARGEST_DENSE = 5_000;

  private final double[] eigenvalues;

  private SpectrumSample(double[] sorted) {
    eigenvalues = sorted;
  }

  /// These eigenvalues, in any order; copied.
  ///
  /// @throws IllegalArgumentException if there is none, or one is not a number
  public static SpectrumSample of(double... eigenvalues) {
    double[] sorted = eigenvalues.clone();
    Arrays.sort(sorted);
    if (sorted.length == 0 || Double.isNaN(sorted[sorted.length - 1])) {
      throw new IllegalArgumentException(sorted.length == 0
          ? "a spectrum needs at least one eigenvalue, got none"
          : "eigenvalues must be numbers, got NaN");
    }
    return new SpectrumSample(sorted);
  }

  /// Those of a symmetric matrix.
  ///
  /// @throws IllegalArgumentException if the matrix is not square, not finite, or has more than 5000 rows
  public static SpectrumSample of(DMatrixRMaj M) {
    int n = M.numRows;
    if (n != M.numCols) {
      throw new IllegalArgumentException("the matrix must be square, got " + n + " x " + M.numCols);
    }
    requireDense(n);
    for (double entry : M.data) {
      if (!Double.isFinite(entry)) {
        throw new IllegalArgumentException("the matrix must be finite, but it has an entry " + entry);
      }
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, false, true);
    if (!eigen.decompose(M.copy())) {
      throw new ArithmeticException("the eigenvalues of a " + n + " x " + n + " matrix did not converge");
    }
    double[] values = new double[n];
    Arrays.setAll(values, i -> eigen.getEigenvalue(i).real);
    return of(values);
  }

  /// Those of the activity Hessian of a linear network.
  ///
  /// @throws IllegalArgumentException if there is no hidden layer, or more than 5000 hidden activities
  public static SpectrumSample of(DeepLinearNet net) {
    int n = Arrays.stream(net.widths()).sum() - net.width(0) - net.width(net.depth());
    requireDense(n);
    return of(ActivityHessian.of(net).matrix().dense());
  }

  /// The number of eigenvalues.
  public int size() {
    return eigenvalues.length;
  }

  /// A copy of them, in ascending order.
  public double[] eigenvalues() {
    return eigenvalues.clone();
  }

  public double smallest() {
    return eigenvalues[0];
  }

  public double largest() {
    return eigenvalues[eigenvalues.length - 1];
  }

  /// The fraction of eigenvalues at most `x`.
  public double distribution(double x) {
    int low = 0;
    int high = eigenvalues.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (eigenvalues[middle] <= x) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return (double) low / eigenvalues.length;
  }

  /// The largest distance of [#distribution] from the continuous distribution function `F`; where `F` jumps, it counts the
  /// distance to its value there.
  public double kolmogorovDistance(DoubleUnaryOperator F) {
    double n = eigenvalues.length;
    double largest = 0;
    for (int i = 0; i < n; i++) {
      double value = F.applyAsDouble(eigenvalues[i]);
      largest = Math.max(largest, Math.max(value - i / n, (i + 1) / n - value));
    }
    return largest;
  }

  /// The density of eigenvalues, as a fraction of all per unit, between each two neighbours of `edges`: from the lower one on,
  /// and below the upper one.
  ///
  /// @throws IllegalArgumentException if there are fewer than two edges, or they do not ascend
  public double[] histogram(double... edges) {
    if (edges.length < 2) {
      throw new IllegalArgumentException("a histogram needs at least two edges, got " + edges.length);
    }
    double[] heights = new double[edges.length - 1];
    for (int bin = 0; bin < heights.length; bin++) {
      double width = edges[bin + 1] - edges[bin];
      if (!(width > 0)) {
        throw new IllegalArgumentException(
            "the edges of a histogram must ascend, got " + edges[bin] + " before " + edges[bin + 1]);
      }
      heights[bin] = (distribution(Math.nextDown(edges[bin + 1])) - distribution(Math.nextDown(edges[bin]))) / width;
    }
    return heights;
  }

  private static void requireDense(int n) {
    if (n > LARGEST_DENSE) {
      throw new IllegalArgumentException(String.format(Locale.ROOT,
          "all eigenvalues of a %d x %d matrix would take %.1f GB: up to %d rows are possible; beyond, SpectrumEdges has "
              + "the extreme ones and SpectralDensity their distribution",
          n, n, 16.0 * n * n / 1e9, LARGEST_DENSE));
    }
  }
}

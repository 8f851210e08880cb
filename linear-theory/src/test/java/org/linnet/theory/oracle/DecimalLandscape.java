package org.linnet.theory.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.hipparchus.dfp.Dfp;
import org.hipparchus.dfp.DfpField;
import org.linnet.core.net.DeepLinearNet;

/// The loss and the equilibrated energy of a network in 44 decimal digits, and their differences: no closed form, no shared code.
///
/// The energy is minimised over the hidden activities by eliminating the dense normal equations of its prediction errors. With steps
/// of 1e-10 the differences are good to about 20 digits, beyond double precision.
public final class DecimalLandscape {
  private static final DfpField DIGITS = new DfpField(44);
  private static final double STEP = 1e-10;

  private final DeepLinearNet net;
  private final DMatrixRMaj x;
  private final DMatrixRMaj y;
  private final boolean inferred;

  private DecimalLandscape(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y, boolean inferred) {
    this.net = net;
    this.x = x;
    this.y = y;
    this.inferred = inferred;
  }

  /// The mean squared error.
  public static DecimalLandscape loss(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    return new DecimalLandscape(net, x, y, false);
  }

  /// The energy, minimised over the hidden activities.
  public static DecimalLandscape energy(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    return new DecimalLandscape(net, x, y, true);
  }

  public double value() {
    return at(List.of(), List.of()).toDouble();
  }

  /// The derivative along `U`.
  public double slope(List<DMatrixRMaj> U) {
    Dfp up = at(U, List.of(STEP));
    Dfp down = at(U, List.of(-STEP));
    return up.subtract(down).divide(DIGITS.newDfp(2 * STEP)).toDouble();
  }

  /// The second derivative along `U` and `V`.
  public double curvature(List<DMatrixRMaj> U, List<DMatrixRMaj> V) {
    List<DMatrixRMaj> both = new ArrayList<>(U);
    both.addAll(V);
    Dfp sum = at(both, List.of(STEP, STEP)).subtract(at(both, List.of(STEP, -STEP)))
        .subtract(at(both, List.of(-STEP, STEP))).add(at(both, List.of(-STEP, -STEP)));
    return sum.divide(DIGITS.newDfp(2 * STEP)).divide(DIGITS.newDfp(2 * STEP)).toDouble();
  }

  /// The value at the weights plus `steps[i]` times the `i`-th direction of `directions`.
  private Dfp at(List<DMatrixRMaj> directions, List<Double> steps) {
    int L = net.depth();
    Dfp[][][] A = new Dfp[L + 1][][];
    for (int l = 1; l <= L; l++) {
      A[l] = map(l, directions, steps);
    }
    Dfp sum = DIGITS.getZero();
    for (int sample = 0; sample < x.numCols; sample++) {
      sum = sum.add(inferred ? energy(A, sample) : loss(A, sample));
    }
    return sum.divide(2 * x.numCols);
  }

  private Dfp[][] map(int l, List<DMatrixRMaj> directions, List<Double> steps) {
    DMatrixRMaj W = net.weight(l);
    Dfp[][] A = new Dfp[W.numRows][W.numCols];
    for (int i = 0; i < W.numRows; i++) {
      for (int j = 0; j < W.numCols; j++) {
        Dfp w = DIGITS.newDfp(W.get(i, j));
        for (int d = 0; d < steps.size(); d++) {
          w = w.add(
              DIGITS.newDfp(directions.get(d * net.depth() + l - 1).get(i, j)).multiply(DIGITS.newDfp(steps.get(d))));
        }
        A[i][j] = w.multiply(DIGITS.newDfp(net.scaling(l))).add(DIGITS.newDfp(i == j ? net.skip(l) : 0));
      }
    }
    return A;
  }

  /// `‖y - f(x)‖²`.
  private Dfp loss(Dfp[][][] A, int sample) {
    Dfp[] z = column(x, sample);
    for (int l = 1; l <= net.depth(); l++) {
      z = affine(A[l], z, net.bias(l));
    }
    return squared(z, column(y, sample));
  }

  /// `sum gamma(l) ‖e(l)‖²` at its minimum: the errors are `M z - c`, weighted; `MᵀM z = Mᵀc` is eliminated.
  private Dfp energy(Dfp[][][] A, int sample) {
    int L = net.depth();
    int[] start = new int[L + 1]; // of layer l among the unknowns, and of its errors
    int rows = 0;
    for (int l = 1; l <= L; l++) {
      start[l] = rows;
      rows += net.width(l);
    }
    int unknowns = start[L];
    Dfp[][] M = zeros(rows, unknowns);
    Dfp[] c = zeros(1, rows)[0];
    for (int l = 1; l <= L; l++) {
      Dfp weight = DIGITS.newDfp(net.precision(l)).sqrt();
      Dfp[] fixed = l == 1 ? affine(A[1], column(x, sample), net.bias(1)) : decimal(net.bias(l));
      for (int i = 0; i < net.width(l); i++) {
        Dfp own = l == L ? DIGITS.newDfp(y.get(i, sample)) : DIGITS.getZero();
        c[start[l] + i] = fixed[i].subtract(own).multiply(weight);
        if (l < L) {
          M[start[l] + i][start[l] + i] = weight;
        }
        for (int j = 0; l > 1 && j < net.width(l - 1); j++) {
          M[start[l] + i][start[l - 1] + j] = A[l][i][j].multiply(weight).negate();
        }
      }
    }
    Dfp[] z = leastSquares(M, c, unknowns);
    Dfp sum = DIGITS.getZero();
    for (int i = 0; i < rows; i++) {
      Dfp error = c[i].negate();
      for (int j = 0; j < unknowns; j++) {
        error = error.add(M[i][j].multiply(z[j]));
      }
      sum = sum.add(error.multiply(error));
    }
    return sum;
  }

  private static Dfp[] leastSquares(Dfp[][] M, Dfp[] c, int n) {
    Dfp[][] N = zeros(n, n + 1);
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < c.length; k++) {
        for (int j = 0; j < n; j++) {
          N[i][j] = N[i][j].add(M[k][i].multiply(M[k][j]));
        }
        N[i][n] = N[i][n].add(M[k][i].multiply(c[k]));
      }
    }
    for (int i = 0; i < n; i++) {
      for (int k = i + 1; k < n; k++) {
        Dfp factor = N[k][i].divide(N[i][i]);
        for (int j = i; j <= n; j++) {
          N[k][j] = N[k][j].subtract(factor.multiply(N[i][j]));
        }
      }
    }
    Dfp[] z = new Dfp[n];
    for (int i = n - 1; i >= 0; i--) {
      z[i] = N[i][n];
      for (int j = i + 1; j < n; j++) {
        z[i] = z[i].subtract(N[i][j].multiply(z[j]));
      }
      z[i] = z[i].divide(N[i][i]);
    }
    return z;
  }

  private static Dfp[] affine(Dfp[][] A, Dfp[] z, double[] bias) {
    Dfp[] result = decimal(bias);
    for (int i = 0; i < result.length; i++) {
      for (int j = 0; j < z.length; j++) {
        result[i] = result[i].add(A[i][j].multiply(z[j]));
      }
    }
    return result;
  }

  private static Dfp squared(Dfp[] u, Dfp[] v) {
    Dfp sum = DIGITS.getZero();
    for (int i = 0; i < u.length; i++) {
      Dfp difference = u[i].subtract(v[i]);
      sum = sum.add(difference.multiply(difference));
    }
    return sum;
  }

  private static Dfp[] column(DMatrixRMaj M, int j) {
    double[] values = new double[M.numRows];
    for (int i = 0; i < values.length; i++) {
      values[i] = M.get(i, j);
    }
    return decimal(values);
  }

  private static Dfp[] decimal(double[] values) {
    Dfp[] result = new Dfp[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = DIGITS.newDfp(values[i]);
    }
    return result;
  }

  private static Dfp[][] zeros(int rows, int columns) {
    Dfp[][] M = new Dfp[rows][columns];
    for (Dfp[] row : M) {
      Arrays.fill(row, DIGITS.getZero());
    }
    return M;
  }
}

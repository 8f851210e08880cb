package org.linnet.core.linalg;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.random.RandomStream;

/// The Lanczos iteration of a symmetric operator on block vectors.
///
/// **Statement**: after `k` steps the tridiagonal matrix `T(k)`, with `alpha(1..k)` on its diagonal and `beta(1..k-1)` beside
/// it, is the operator's projection to the span of `v, M v, .., M^(k-1) v`, of the start vector `v`. Its largest eigenvalue,
/// the largest Ritz value, is at most the operator's.
///
/// **Shapes**: a block vector is an array of columns `N(l) x 1`; a single column is one block.
///
/// **Numerics**: one product a step, and a few passes over three vectors. Without reorthogonalisation: rounding then repeats
/// Ritz values that have converged, but moves none of them, nor the largest one beyond `eps` times the operator's norm.
///
/// **Source**: standard; for rounding, C. C. Paige, *Linear Algebra and its Applications* 34 (1980) 235-258.
public final class Lanczos {
  private static final int STEPS = 500;
  private static final double CHECK_GROWTH = 1.1;
  private static final long SEED = 0x4c616e637a6f73L; // nobody's weights: a start orthogonal to them finds nothing

  private final Operator M;
  private DMatrixRMaj[] v;
  private DMatrixRMaj[] before;
  private DMatrixRMaj[] w;
  private double[] alpha = new double[16];
  private double[] beta = new double[16];
  private int steps;

  /// A symmetric operator on block vectors.
  @FunctionalInterface
  public interface Operator {
    /// `product := M v`, which are different vectors; whatever `product` holds is overwritten, and `v` is not modified.
    void apply(DMatrixRMaj[] v, DMatrixRMaj[] product);
  }

  /// The iteration from this start vector, which is normalised and then used as work space.
  ///
  /// @throws IllegalArgumentException if the start is zero or not finite
  public Lanczos(DMatrixRMaj[] start, Operator M) {
    this.M = M;
    v = start;
    before = zero(start);
    w = zero(start);
    double norm = Math.sqrt(dot(v, v));
    if (!(norm > 0 && norm < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("the start vector must be finite and not zero, but its norm is " + norm);
    }
    scale(v, 1 / norm);
  }

  /// One more step; false if there is no further one, because the span is invariant.
  ///
  /// @throws ArithmeticException if a product is not finite
  public boolean step() {
    if (steps == alpha.length) {
      alpha = Arrays.copyOf(alpha, 2 * steps);
      beta = Arrays.copyOf(beta, 2 * steps);
    }
    M.apply(v, w); // w = M v(k) - beta(k-1) v(k-1) - alpha(k) v(k)
    if (steps > 0) {
      add(w, -beta[steps - 1], before);
    }
    double a = dot(v, w);
    add(w, -a, v);
    double b = Math.sqrt(dot(w, w));
    if (!Double.isFinite(a) || !Double.isFinite(b)) {
      throw new ArithmeticException("the product in step " + (steps + 1) + " of Lanczos' iteration is not finite");
    }
    alpha[steps] = a;
    beta[steps] = b;
    steps++;
    if (b <= Double.MIN_NORMAL) {
      return false;
    }
    scale(w, 1 / b);
    DMatrixRMaj[] free = before;
    before = v;
    v = w;
    w = free;
    return true;
  }

  /// `k`, the steps done.
  public int steps() {
    return steps;
  }

  /// `alpha(1..k)`.
  public double[] diagonal() {
    return Arrays.copyOf(alpha, steps);
  }

  /// `beta(1..k)`; the last one is the norm of the residual.
  public double[] offDiagonal() {
    return Arrays.copyOf(beta, steps);
  }

  /// The largest Ritz value after at least one step.
  public Largest largest() {
    double bound = 0; // Gershgorin's, of |T|
    for (int i = 0; i < steps; i++) {
      double left = i > 0 ? beta[i - 1] : 0;
      double right = i < steps - 1 ? beta[i] : 0;
      bound = Math.max(bound, Math.abs(alpha[i]) + left + right);
    }
    double value = bisect(0, bound);
    double residual = beta[steps - 1] * lastEntry(value);
    double gap = steps == 1 ? Double.POSITIVE_INFINITY : value - bisect(1, bound);
    return new Largest(value, residual, gap > residual ? residual * (residual / gap) : residual, steps);
  }

  /// An estimate of the largest eigenvalue.
  ///
  /// @param value the largest Ritz value: at most the eigenvalue, but for rounding
  /// @param residual the norm `rho` of the Ritz vector's residual: there is an eigenvalue no further away
  /// @param error the smaller of `rho` and `rho²` over the gap to the next Ritz value: an estimate of the distance to the largest
  /// eigenvalue, too small where that lies among others closer together than the span resolves
  /// @param steps the products it took
  public record Largest(double value, double residual, double error, int steps) {}

  /// The largest eigenvalue of `M` on blocks of these `sizes`, from a fixed random start: close to it unless that misses its
  /// eigenvector. It stops when the estimated error is below `tolerance` times the largest Ritz value's magnitude, or after
  /// 500 steps.
  ///
  /// @throws ArithmeticException if a product is not finite
  public static Largest largest(int[] sizes, double tolerance, Operator M) {
    return largest(sizes, tolerance, Largest::error, M);
  }

  /// As above, by another estimate of the error: [Largest#residual] is the cautious one.
  public static Largest largest(int[] sizes, double tolerance, ToDoubleFunction<Largest> error, Operator M) {
    RandomStream random = RandomStream.of(SEED);
    DMatrixRMaj[] start = new DMatrixRMaj[sizes.length];
    Arrays.setAll(start, l -> new DMatrixRMaj(sizes[l], 1));
    for (DMatrixRMaj block : start) {
      Arrays.setAll(block.data, i -> random.nextGaussian());
    }
    Lanczos lanczos = new Lanczos(start, M);
    int check = 2;
    while (true) {
      boolean last = !lanczos.step() || lanczos.steps == STEPS;
      if (last || lanczos.steps >= check) {
        Largest found = lanczos.largest();
        if (last || error.applyAsDouble(found) <= tolerance * Math.abs(found.value)) {
          return found;
        }
        check = (int) Math.ceil(CHECK_GROWTH * lanczos.steps);
      }
    }
  }

  /// The largest eigenvalue of `T` but `index`, between `-bound` and `bound`.
  private double bisect(int index, double bound) {
    double low = -bound;
    double high = bound;
    while (true) {
      double middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) {
        return middle;
      }
      if (above(middle) > index) {
        low = middle;
      } else {
        high = middle;
      }
    }
  }

  /// How many eigenvalues of `T` exceed `x`: the positive pivots of `T - x I`.
  private int above(double x) {
    int count = 0;
    double pivot = 1;
    for (int i = 0; i < steps; i++) {
      pivot = pivot(i, x, i == 0 ? 0 : beta[i - 1], pivot);
      count += pivot > 0 ? 1 : 0;
    }
    return count;
  }

  /// The magnitude of the last entry of the eigenvector of `value`, of norm 1. Pivots `p` from the first row and `q` from the
  /// last meet in the row where their sum leaves least of `T - value I`; from there the eigenvector is
  /// `s(i-1) = -beta(i-1) s(i) / p(i-1)` and `s(i+1) = -beta(i) s(i) / q(i+1)`, accurate however small an entry is.
  private double lastEntry(double value) {
    double[] p = new double[steps];
    double[] q = new double[steps];
    for (int i = 0; i < steps; i++) {
      p[i] = pivot(i, value, i == 0 ? 0 : beta[i - 1], i == 0 ? 1 : p[i - 1]);
    }
    for (int i = steps - 1; i >= 0; i--) {
      q[i] = pivot(i, value, i == steps - 1 ? 0 : beta[i], i == steps - 1 ? 1 : q[i + 1]);
    }
    int twist = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < steps; i++) {
      double left = Math.abs(p[i] + q[i] - (alpha[i] - value));
      twist = left < least ? i : twist;
      least = Math.min(least, left);
    }
    double squared = 1;
    double entry = 1;
    for (int i = twist; i > 0; i--) {
      entry *= -beta[i - 1] / p[i - 1];
      squared += entry * entry;
    }
    entry = 1;
    for (int i = twist; i < steps - 1; i++) {
      entry *= -beta[i] / q[i + 1];
      squared += entry * entry;
    }
    return Math.abs(entry) / Math.sqrt(squared);
  }

  /// The pivot of row `i` of `T - x I` after the row before or behind it, `coupling` apart, had the pivot `previous`.
  private double pivot(int i, double x, double coupling, double previous) {
    double pivot = alpha[i] - x - coupling * (coupling / previous);
    return pivot == 0 ? -Double.MIN_NORMAL : pivot;
  }

  private static DMatrixRMaj[] zero(DMatrixRMaj[] shape) {
    return Arrays.stream(shape).map(block -> new DMatrixRMaj(block.numRows, 1)).toArray(DMatrixRMaj[]::new);
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

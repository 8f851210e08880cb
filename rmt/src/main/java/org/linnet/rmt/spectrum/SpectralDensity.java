package org.linnet.rmt.spectrum;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.linnet.core.linalg.Lanczos;
import org.linnet.core.random.RandomStream;

/// The distribution of the eigenvalues of a large symmetric operator, by stochastic Lanczos quadrature.
///
/// **Statement**: for a random unit vector `v` and `n` eigenvalues, `E[vᵀ f(M) v] = tr f(M) / n`. `k` steps of Lanczos from `v`
/// give the Gauss quadrature of `vᵀ f(M) v`, exact for polynomials of degree `2k - 1`: nodes `theta(j)` and weights `w(j)`. For the
/// part `m` of the distribution function that `v` sees,
/// `sum_(i<j) w(i) <= m(x) <= sum_(i<=j) w(i)` at `x = theta(j)` (Chebyshev, Markov, Stieltjes).
///
/// **Numerics**: means over the probes with their standard errors, which fall as `1 / sqrt(n probes)`; for the distribution
/// function also the half-width of the bounds above, averaged: the resolution of `k` steps, at worst. Without
/// reorthogonalisation, which would keep all vectors: rounding then gives the exact quadrature of an operator whose eigenvalues
/// are blurred by less than about `sqrt(eps)` of its norm (A. Greenbaum, *Linear Algebra and its Applications* 113 (1989) 7-63).
/// Cost: a product per step and probe.
public final class SpectralDensity {
  private final Quadrature[] probes;

  private SpectralDensity(Quadrature[] probes) {
    this.probes = probes;
  }

  /// How the quadrature is made.
  ///
  /// @param probes random start vectors, at least 2
  /// @param steps Lanczos steps of each, at least 1
  /// @param seed of their random stream
  public record Options(int probes, int steps, long seed) {
    public Options {
      if (probes < 2 || steps < 1) {
        throw new IllegalArgumentException(
            "at least 2 probes and 1 step are needed, got " + probes + " and " + steps);
      }
    }

    /// Six probes of 100 steps.
    public Options(long seed) {
      this(6, 100, seed);
    }
  }

  /// A mean over the probes.
  ///
  /// @param standardError its standard error
  public record Mean(double value, double standardError) {}

  /// A value of the distribution function.
  ///
  /// @param standardError the standard error of `value` over the probes
  /// @param resolution how much more `value` may be off because the steps are few
  public record Fraction(double value, double standardError, double resolution) {}

  /// That of a symmetric operator on blocks of these sizes.
  public static SpectralDensity of(int[] sizes, Lanczos.Operator M, Options options) {
    Quadrature[] probes = new Quadrature[options.probes];
    for (int p = 0; p < probes.length; p++) {
      Lanczos lanczos = new Lanczos(gaussian(sizes, RandomStream.of(options.seed).split(p)), M);
      while (lanczos.step() && lanczos.steps() < options.steps) {
        // another
      }
      probes[p] = Quadrature.of(lanczos);
    }
    return new SpectralDensity(probes);
  }

  /// That of an activity Hessian.
  public static SpectralDensity of(HessianOperator Hz, Options options) {
    return of(Hz.sizes(), Hz, options);
  }

  /// `tr f(M) / n`, for a function that is smooth between the nodes.
  public Mean mean(DoubleUnaryOperator f) {
    return mean(Arrays.stream(probes).mapToDouble(probe -> probe.mean(f)).toArray());
  }

  /// The fraction of eigenvalues at most `x`, linear between the nodes.
  public Fraction distribution(double x) {
    Mean lower = mean(Arrays.stream(probes).mapToDouble(probe -> probe.bounds(x)[0]).toArray());
    Mean upper = mean(Arrays.stream(probes).mapToDouble(probe -> probe.bounds(x)[1]).toArray());
    Mean value = mean(Arrays.stream(probes).mapToDouble(probe -> probe.distribution(x)).toArray());
    double resolution = Math.max(upper.value - value.value, value.value - lower.value);
    return new Fraction(value.value, value.standardError, resolution);
  }

  /// The density of the eigenvalues at `x`, each spread out as a Gaussian of standard deviation `width`.
  ///
  /// @throws IllegalArgumentException if the width is not positive and finite
  public Mean density(double x, double width) {
    if (!(width > 0 && width < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("width must be positive and finite, got " + width);
    }
    double peak = 1 / (width * Math.sqrt(2 * Math.PI));
    return mean(theta -> peak * Math.exp(-Math.pow((x - theta) / width, 2) / 2));
  }

  private static Mean mean(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return new Mean(mean, Math.sqrt(squares / (values.length - 1) / values.length));
  }

  private static DMatrixRMaj[] gaussian(int[] sizes, RandomStream random) {
    DMatrixRMaj[] v = new DMatrixRMaj[sizes.length];
    Arrays.setAll(v, l -> new DMatrixRMaj(sizes[l], 1));
    for (DMatrixRMaj block : v) {
      Arrays.setAll(block.data, i -> random.nextGaussian());
    }
    return v;
  }

  /// Nodes in ascending order, and their weights.
  private static final class Quadrature {
    private final double[] theta;
    private final double[] weight;

    private Quadrature(int k) {
      theta = new double[k];
      weight = new double[k];
    }

    /// The eigenvalues of `T`, and the squares of the first entries of its eigenvectors.
    static Quadrature of(Lanczos lanczos) {
      int k = lanczos.steps();
      double[] alpha = lanczos.diagonal();
      double[] beta = lanczos.offDiagonal();
      DMatrixRMaj T = new DMatrixRMaj(k, k);
      for (int i = 0; i < k; i++) {
        T.set(i, i, alpha[i]);
        if (i < k - 1) {
          T.set(i, i + 1, beta[i]);
          T.set(i + 1, i, beta[i]);
        }
      }
      EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(k, true, true);
      if (!eigen.decompose(T)) {
        throw new ArithmeticException("the eigenvalues of a " + k + " x " + k + " tridiagonal matrix did not converge");
      }
      Integer[] order = new Integer[k];
      Arrays.setAll(order, i -> i);
      Arrays.sort(order, (i, j) -> Double.compare(eigen.getEigenvalue(i).real, eigen.getEigenvalue(j).real));
      Quadrature result = new Quadrature(k);
      for (int i = 0; i < k; i++) {
        result.theta[i] = eigen.getEigenvalue(order[i]).real;
        result.weight[i] = Math.pow(eigen.getEigenVector(order[i]).get(0, 0), 2);
      }
      return result;
    }

    double mean(DoubleUnaryOperator f) {
      double sum = 0;
      for (int j = 0; j < theta.length; j++) {
        sum += weight[j] * f.applyAsDouble(theta[j]);
      }
      return sum;
    }

    /// What lies between: at `x` from node `j` up to the next, the bounds at these two nodes, which may be no closer.
    double[] bounds(double x) {
      double sum = 0;
      double last = 0;
      for (int j = 0; j < theta.length; j++) {
        if (x < theta[j]) {
          return new double[]{sum - last, sum + weight[j]};
        }
        last = weight[j];
        sum += last;
      }
      return new double[]{sum - last, 1};
    }

    /// Half of a node's weight lies below it; linear between the nodes.
    double distribution(double x) {
      double sum = 0;
      for (int j = 0; j < theta.length; j++) {
        if (x < theta[j]) {
          if (j == 0) {
            return 0;
          }
          double before = sum - weight[j - 1] / 2;
          double after = sum + weight[j] / 2;
          return before + (after - before) * (x - theta[j - 1]) / (theta[j] - theta[j - 1]);
        }
        sum += weight[j];
      }
      return x > theta[theta.length - 1] ? 1 : 1 - weight[theta.length - 1] / 2;
    }
  }
}

package org.linnet.rmt.dyson;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The spectrum of the activity Hessian with orthogonal weights and no skips, exact at every width and for every draw.
///
/// **Statement**: let the hidden layers have one width `N`, `W(l)ᵀ W(l) = g(l)² I` for `l = 2..H` and the readout `min(N, N(L))`
/// singular values `g(L)`. Then `Hz` has, `min(N, N(L))` times each, the squared singular values of the `(H+1) x H` bidiagonal
/// matrix with diagonal `sqrt(gamma(l))` and `-sqrt(gamma(l+1)) g(l+1)` below it; and, for each of the other directions,
/// those of its first `H` rows. With unit gains and precisions these are `2 - 2 cos(k π/(H+1))` and
/// `4 sin²((2k-1) π/(2 (2H+1)))`, `k = 1..H`.
///
/// **Why**: in the coordinates `Q(l) z(l)`, `Q(l) = (W(l) .. W(2))ᵀ` over its gain, all hidden weights are `g(l) I`; the singular
/// vectors of the readout then split the layers into `N` chains that do not see each other.
///
/// **Assumptions**: equal hidden widths; any number of outputs; any gains, precisions, activity decay.
///
/// **Numerics**: bisection of the Golub-Kahan form, whose pivots count the singular values below a number: each eigenvalue to
/// a few units in the last place, O(H²).
///
/// **Source**: the orthogonal initialisation of `innocenti2025thesis`, section 5.4.1; its spectrum is not in the thesis.
public final class OrthogonalSpectrum implements LimitSpectrum {
  private static final double RELATIVE = 0x1p-50;

  private final HessianEnsemble ensemble;
  private final List<Level> levels;

  /// An eigenvalue.
  ///
  /// @param eigenvalue the eigenvalue
  /// @param mass the fraction of all eigenvalues that are equal to it
  public record Level(double eigenvalue, double mass) {}

  private OrthogonalSpectrum(HessianEnsemble ensemble, List<Level> levels) {
    this.ensemble = ensemble;
    this.levels = levels;
  }

  /// The spectrum of these networks.
  ///
  /// @throws IllegalArgumentException if the weights are not Haar or there are skips
  public static OrthogonalSpectrum of(HessianEnsemble ensemble) {
    if (ensemble.law() != HessianEnsemble.Law.HAAR || !ensemble.withoutSkips()) {
      throw new IllegalArgumentException("the exact spectrum is that of Haar weights without skips, got " + ensemble
          + "; LimitSpectrum.of has the others");
    }
    int H = ensemble.hiddenLayers();
    double width = ensemble.ratio(1);
    double seen = Math.min(1, ensemble.outputRatio() / width); // the fraction of directions that the readout sees
    double[] chain = new double[2 * H]; // the bidiagonal matrix's entries along the path r(1), c(1), r(2), .., c(H), r(L)
    for (int l = 1; l <= H; l++) {
      double larger = Math.max(width, ensemble.ratio(l + 1));
      chain[2 * l - 2] = Math.sqrt(ensemble.precision(l));
      chain[2 * l - 1] = Math.sqrt(ensemble.precision(l + 1) * ensemble.strength(l + 1) * larger);
    }
    List<Level> levels = new ArrayList<>();
    for (int k = 1; k <= H; k++) {
      if (seen > 0) {
        levels.add(new Level(square(singularValue(chain, 2 * H, k)) + ensemble.decay(), seen / H));
      }
      if (seen < 1) {
        levels.add(new Level(square(singularValue(chain, 2 * H - 1, k)) + ensemble.decay(), (1 - seen) / H));
      }
    }
    levels.sort(Comparator.comparingDouble(Level::eigenvalue));
    return new OrthogonalSpectrum(ensemble, List.copyOf(levels));
  }

  /// The eigenvalues in ascending order. Times the size `N H` the masses are multiplicities.
  public List<Level> levels() {
    return levels;
  }

  @Override
  public HessianEnsemble ensemble() {
    return ensemble;
  }

  @Override
  public List<SpectralPoint> curve(double... grid) {
    List<SpectralPoint> points = new ArrayList<>();
    for (double lambda : grid) {
      DysonEquation.requireFinite(lambda);
      double below = 0;
      for (Level level : levels) {
        below += level.eigenvalue() <= lambda ? level.mass() : 0;
      }
      points.add(new SpectralPoint(lambda, new Estimate.Value(Math.min(1, below), levels.size() * 0x1p-53),
          new Estimate.Missing("orthogonal weights without skips have eigenvalues of finite mass and so no density; "
              + "OrthogonalSpectrum.levels has them")));
    }
    return points;
  }

  @Override
  public Edge lowerEdge() {
    return edge(levels.getFirst());
  }

  @Override
  public Edge upperEdge() {
    return edge(levels.getLast());
  }

  @Override
  public List<Band> bands() {
    return levels.stream().map(level -> new Band(edge(level), edge(level), level.mass())).toList();
  }

  /// With a fixed number of outputs, the largest eigenvalue that they add above the others'.
  @Override
  public List<Double> outliers() {
    if (ensemble.outputRatio() > 0) {
      return List.of();
    }
    double[] above = of(ensemble.withOutputRatio(ensemble.ratio(1))).levels.stream().mapToDouble(Level::eigenvalue)
        .filter(x -> x > levels.getLast().eigenvalue()).toArray();
    return Arrays.stream(above).boxed().toList();
  }

  @Override
  public Estimate logDeterminant() {
    double sum = 0;
    double size = 0;
    for (Level level : levels) {
      sum += level.mass() * Math.log(level.eigenvalue());
      size += level.mass() * Math.abs(Math.log(level.eigenvalue()));
    }
    return new Estimate.Value(sum, RELATIVE * (1 + size));
  }

  private static Edge edge(Level level) {
    return new Edge.Abrupt(level.eigenvalue(), 4 * RELATIVE * level.eigenvalue());
  }

  /// The `k`-th smallest positive eigenvalue of the symmetric tridiagonal matrix without diagonal and with the first `links`
  /// off-diagonal entries of `chain`; zero eigenvalues that stand for singular values count.
  private static double singularValue(double[] chain, int links, int k) {
    int H = chain.length / 2;
    double low = 0;
    double high = 0;
    for (double entry : chain) {
      high = Math.max(high, 2.01 * entry);
    }
    double middle = high / 2;
    while (middle > low && middle < high && high - low > RELATIVE / 4 * high) {
      if (negativePivots(chain, links, middle) - (links + 1 - H) >= k) {
        high = middle;
      } else {
        low = middle;
      }
      middle = (low + high) / 2;
    }
    return middle;
  }

  /// How many eigenvalues of the matrix are below `x > 0`.
  private static int negativePivots(double[] chain, int links, double x) {
    int count = 0;
    double pivot = -x;
    for (int i = 0;; i++) {
      count += pivot < 0 ? 1 : 0;
      if (i == links) {
        return count;
      }
      pivot = -x - square(chain[i]) / (pivot == 0 ? Double.MIN_NORMAL : pivot);
    }
  }

  private static double square(double x) {
    return x * x;
  }
}

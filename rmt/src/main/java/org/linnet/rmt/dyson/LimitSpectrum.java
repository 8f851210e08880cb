package org.linnet.rmt.dyson;

import java.util.List;
import java.util.Optional;
import org.linnet.rmt.law.TracyWidom;

/// The spectrum of a random activity Hessian in the limit of wide layers: the front door of this package.
///
/// ```java
/// LimitSpectrum spectrum = LimitSpectrum.of(HessianEnsemble.of(new Parameterisation.MuPc(), 784, 512, 512, 512, 10));
/// double kappa = spectrum.condition().orElseThrow();
/// ```
///
/// Chains of Haar weights without skips have the atoms of [OrthogonalSpectrum], at every width; all others solve the
/// [DysonEquation]. Real spectra of width `N` follow the limit's distribution function up to about `5/(N H)` for `H <= 4`,
/// somewhat more for deeper chains; their extreme eigenvalues fluctuate about the edges on the scales of [Edge.Soft].
public sealed interface LimitSpectrum permits DysonSpectrum, OrthogonalSpectrum {
  static LimitSpectrum of(HessianEnsemble ensemble) {
    return ensemble.law() == HessianEnsemble.Law.HAAR && ensemble.withoutSkips()
        ? OrthogonalSpectrum.of(ensemble)
        : DysonSpectrum.of(ensemble);
  }

  HessianEnsemble ensemble();

  /// The points of a grid, in its order.
  ///
  /// @throws IllegalArgumentException if a point is not finite
  List<SpectralPoint> curve(double... grid);

  /// The fraction of eigenvalues up to `lambda`.
  ///
  /// @throws IllegalArgumentException if `lambda` is not finite
  default Estimate distribution(double lambda) {
    return curve(lambda).getFirst().distribution();
  }

  /// The density of eigenvalues at `lambda`.
  ///
  /// @throws IllegalArgumentException if `lambda` is not finite
  default Estimate density(double lambda) {
    return curve(lambda).getFirst().density();
  }

  /// The lower edge of the support.
  Edge lowerEdge();

  /// The upper edge of the support.
  Edge upperEdge();

  /// The support's bands from left to right, with their masses.
  List<Band> bands();

  /// The eigenvalues above the support that a fixed number of outputs leaves outside in the limit `nu(L) = 0`: each once
  /// per output.
  List<Double> outliers();

  /// The mean of `log eigenvalue`: `log det Hz` over the size of `Hz`.
  Estimate logDeterminant();

  /// A grid of `points` from edge to edge, denser towards them and geometric in between. Without skips the density diverges at
  /// the precisions, where square weights have singular values near 0; the distribution function does not mind. Empty where an
  /// edge is unlocated.
  ///
  /// @throws IllegalArgumentException if there are fewer than two points
  default double[] grid(int points) {
    if (points < 2) {
      throw new IllegalArgumentException("a grid needs at least two points, got " + points);
    }
    if (lowerEdge() instanceof Edge.Unlocated || upperEdge() instanceof Edge.Unlocated) {
      return new double[0];
    }
    double lower = lowerEdge().position() - ensemble().decay();
    double ratio = (upperEdge().position() - ensemble().decay()) / lower;
    double[] grid = new double[points];
    for (int k = 0; k < points; k++) {
      grid[k] = lower * Math.pow(ratio, (1 - Math.cos(Math.PI * k / (points - 1))) / 2) + ensemble().decay();
    }
    return grid;
  }

  /// The smallest eigenvalue in the limit.
  default Estimate smallest() {
    return estimate(lowerEdge());
  }

  /// The largest eigenvalue in the limit, outliers included.
  default Estimate largest() {
    return outliers().isEmpty()
        ? estimate(upperEdge())
        : new Estimate.Value(outliers().getLast(), 1e-12 * outliers().getLast());
  }

  /// The condition number in the limit.
  default Estimate condition() {
    return switch (smallest()) {
      case Estimate.Missing missing -> missing;
      case Estimate.Value low -> switch (largest()) {
        case Estimate.Missing missing -> missing;
        case Estimate.Value high -> {
          double kappa = high.value() / low.value();
          yield new Estimate.Value(kappa, kappa * (low.error() / low.value() + high.error() / high.value()));
        }
      };
    };
  }

  /// Inference by gradient descent in the limit; empty where [#smallest()] or [#largest()] is missing, which says why.
  default Optional<GradientDescent> gradientDescent() {
    return smallest() instanceof Estimate.Value low && largest() instanceof Estimate.Value high
        ? Optional.of(new GradientDescent(low.value(), high.value()))
        : Optional.empty();
  }

  /// The smallest eigenvalue at width `N`: its mean over draws, and as the error its standard deviation, by the Tracy-Widom law
  /// at the lower edge. Missing where the edge is not soft or the law does not hold: `N` below 32 or twice `H`, or a
  /// scale above a third of the eigenvalue.
  default Estimate smallestAt(int N) {
    if (!(lowerEdge() instanceof Edge.Soft soft)) {
      return smallest();
    }
    double scale = soft.scale(N);
    int H = ensemble().hiddenLayers();
    if (N < 32 || N < 2 * H) {
      return new Estimate.Missing("the smallest eigenvalue at width N is known for N >= 32 and N >= 2 H, got N = " + N
          + ", H = " + H + "; sample it");
    }
    if (scale > (soft.position() - ensemble().decay()) / 3) {
      return new Estimate.Missing(
          "at N = " + N + " the smallest eigenvalue fluctuates by its own size; sample its logarithm");
    }
    return new Estimate.Value(soft.position() - TracyWidom.MEAN * scale, TracyWidom.DEVIATION * scale);
  }

  /// As [#smallestAt(int)] for the largest eigenvalue. Missing for `H > 4`, where it exceeds the law unless `N` is much
  /// larger than `H^5`; there [#largest()] is within 3 % for `N >= 32`.
  default Estimate largestAt(int N) {
    if (!(upperEdge() instanceof Edge.Soft soft) || !outliers().isEmpty()) {
      return largest();
    }
    double scale = soft.scale(N);
    int H = ensemble().hiddenLayers();
    if (N < 32 || H > 4) {
      return new Estimate.Missing(
          "the largest eigenvalue at width N is known for N >= 32 and H <= 4, got N = " + N + ", H = "
              + H + "; take the limit or sample it");
    }
    return new Estimate.Value(soft.position() + TracyWidom.MEAN * scale, TracyWidom.DEVIATION * scale);
  }

  /// Inference by gradient descent at width `N`, from the means of the extreme eigenvalues where they are known and the limit
  /// otherwise.
  default Optional<GradientDescent> gradientDescentAt(int N) {
    return gradientDescent().map(limit -> new GradientDescent(
        smallestAt(N) instanceof Estimate.Value low ? low.value() : limit.smallest(),
        largestAt(N) instanceof Estimate.Value high ? high.value() : limit.largest()));
  }

  private static Estimate estimate(Edge edge) {
    return switch (edge) {
      case Edge.Soft soft -> new Estimate.Value(soft.position(), soft.error());
      case Edge.Abrupt abrupt -> new Estimate.Value(abrupt.position(), abrupt.error());
      case Edge.Unlocated unlocated -> new Estimate.Missing(unlocated.reason());
    };
  }
}

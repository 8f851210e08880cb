package org.linnet.rmt.dyson;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/// The limit spectrum that solves the [DysonEquation].
///
/// **Numerics**: edges are found once, when it is made, in some 20 points each, O(H) per Newton step. Points outside the support
/// cost nothing. Bands take O(H²), some seconds at 128 layers of muPC with its 63 gaps.
public final class DysonSpectrum implements LimitSpectrum {
  private final HessianEnsemble ensemble;
  private final Edge lower;
  private final Edge upper;
  private final OptionalDouble outlier;

  private DysonSpectrum(HessianEnsemble ensemble, Edge lower, Edge upper, OptionalDouble outlier) {
    this.ensemble = ensemble;
    this.lower = lower;
    this.upper = upper;
    this.outlier = outlier;
  }

  static DysonSpectrum of(HessianEnsemble ensemble) {
    if (ensemble.hiddenLayers() == 1) {
      return new DysonSpectrum(ensemble, SingleLayer.lower(ensemble), SingleLayer.upper(ensemble),
          SingleLayer.outlier(ensemble));
    }
    EdgeSearch search = new EdgeSearch(ensemble);
    Edge lower = search.lower();
    Edge upper = search.upper();
    return new DysonSpectrum(ensemble, lower, upper, search.outlier());
  }

  @Override
  public HessianEnsemble ensemble() {
    return ensemble;
  }

  @Override
  public Edge lowerEdge() {
    return lower;
  }

  @Override
  public Edge upperEdge() {
    return upper;
  }

  /// Searched for at each call. Empty where an edge is unlocated. Gaps narrower than a relative 1e-6 are missed, with different
  /// hidden widths those narrower than a grid of 2048 points; atoms inside a band are part of it.
  @Override
  public List<Band> bands() {
    return lower instanceof Edge.Unlocated || upper instanceof Edge.Unlocated
        ? List.of()
        : Gaps.bands(ensemble, lower, upper);
  }

  @Override
  public List<Double> outliers() {
    return outlier.isPresent() ? List.of(outlier.getAsDouble()) : List.of();
  }

  /// Without outputs in the limit and without decay the determinant is that of the precisions, because `A` is unit triangular.
  @Override
  public Estimate logDeterminant() {
    double rounding = 0x1p-52 * ensemble.depth();
    if (ensemble.outputRatio() == 0 && ensemble.decay() == 0) {
      double sum = 0;
      for (int l = 1; l <= ensemble.hiddenLayers(); l++) {
        sum += ensemble.ratio(l) * Math.log(ensemble.precision(l));
      }
      return new Estimate.Value(sum / ensemble.size(), rounding);
    }
    DysonSolution at = DysonEquation.of(ensemble).at(0);
    double error = at.height() * Math.hypot(at.stieltjesRe(), at.stieltjesIm());
    return new Estimate.Value(at.logDeterminant(), error + rounding * (1 + Math.abs(at.logDeterminant())));
  }

  @Override
  public List<SpectralPoint> curve(double... grid) {
    double[] inside = new double[grid.length];
    int count = 0;
    for (double lambda : grid) {
      DysonEquation.requireFinite(lambda);
      inside[count] = lambda;
      count += below(lambda) || above(lambda) ? 0 : 1;
    }
    List<DysonSolution> solutions = DysonEquation.of(ensemble).scan(Arrays.copyOf(inside, count));
    List<SpectralPoint> points = new ArrayList<>();
    int next = 0;
    for (double lambda : grid) {
      if (below(lambda) || above(lambda)) {
        points.add(
            new SpectralPoint(lambda, new Estimate.Value(below(lambda) ? 0 : 1, 0), new Estimate.Value(0, 0)));
      } else {
        DysonSolution at = solutions.get(next++);
        points.add(new SpectralPoint(lambda, new Estimate.Value(at.distribution(), at.distributionError()),
            new Estimate.Value(at.density(), at.densityError())));
      }
    }
    return points;
  }

  private boolean below(double lambda) {
    return switch (lower) {
      case Edge.Soft soft -> lambda < soft.position() - soft.error();
      case Edge.Abrupt abrupt -> lambda < abrupt.position() - abrupt.error();
      case Edge.Unlocated unlocated -> lambda <= unlocated.position();
    };
  }

  private boolean above(double lambda) {
    return switch (upper) {
      case Edge.Soft soft -> lambda > soft.position() + soft.error();
      case Edge.Abrupt abrupt -> lambda > abrupt.position() + abrupt.error();
      case Edge.Unlocated unlocated -> lambda >= unlocated.position();
    };
  }
}

package org.linnet.rmt.dyson;

import java.util.OptionalDouble;

/// The edges for one hidden layer, where `Hz = gamma(1) I + gamma(2) A(2)ᵀ A(2)` is a shifted Marchenko-Pastur matrix.
///
/// **Statement**: with `σ = gamma(2) s(2)`, the bulk lies between `gamma(1) + σ (√nu(1) ± √nu(2))²`; if `nu(2) < nu(1)` the rest
/// of the eigenvalues, if `nu(2) = nu(1)` a hard edge, is at `gamma(1)`. Near an edge `x` of `σ` times the Marchenko-Pastur law,
/// `N` times the density is `N sqrt((x₊ - t)(t - x₋))/(2 π σ t)`, so `C = sqrt(x₊ - x₋)/(2 σ x)`.
final class SingleLayer {
  private SingleLayer() {}

  static Edge lower(HessianEnsemble ensemble) {
    double floor = ensemble.precision(1) + ensemble.decay();
    return ensemble.ratio(2) > ensemble.ratio(1) && sigma(ensemble) > 0
        ? edge(ensemble, -1)
        : new Edge.Abrupt(floor, Math.ulp(floor));
  }

  static Edge upper(HessianEnsemble ensemble) {
    double floor = ensemble.precision(1) + ensemble.decay();
    return ensemble.ratio(2) > 0 && sigma(ensemble) > 0 ? edge(ensemble, 1) : new Edge.Abrupt(floor, Math.ulp(floor));
  }

  private static Edge edge(HessianEnsemble ensemble, int side) {
    double sigma = sigma(ensemble);
    double root = Math.sqrt(ensemble.ratio(1)) + side * Math.sqrt(ensemble.ratio(2));
    double x = sigma * root * root;
    double width = 4 * sigma * Math.sqrt(ensemble.ratio(1) * ensemble.ratio(2)); // x₊ - x₋
    double position = ensemble.precision(1) + x + ensemble.decay();
    return new Edge.Soft(position, 4 * Math.ulp(position), Math.sqrt(width) / (2 * sigma * x));
  }

  /// The eigenvalue of a fixed number of outputs.
  static OptionalDouble outlier(HessianEnsemble ensemble) {
    double above = sigma(ensemble) * ensemble.ratio(1);
    return ensemble.outputRatio() == 0 && above > 0
        ? OptionalDouble.of(ensemble.precision(1) + above + ensemble.decay())
        : OptionalDouble.empty();
  }

  private static double sigma(HessianEnsemble ensemble) {
    return ensemble.precision(2) * ensemble.strength(2);
  }
}

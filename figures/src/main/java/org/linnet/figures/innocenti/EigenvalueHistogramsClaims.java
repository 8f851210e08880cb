package org.linnet.figures.innocenti;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.linnet.figures.Assertion;
import org.linnet.figures.innocenti.EigenvalueHistograms.Data;
import org.linnet.figures.innocenti.EigenvalueHistograms.Panels;
import org.linnet.figures.spectrum.SampledSpectrum;
import org.linnet.figures.spectrum.Scaling;
import org.linnet.figures.spectrum.TracyWidomTail;
import org.linnet.rmt.asymptotic.CountingDistance;
import org.linnet.rmt.law.Semicircle;
import org.linnet.rmt.law.TracyWidom;

/// What the thesis reports of the three spectra, and what the exact laws say of them, as checks of sampled eigenvalues.
final class EigenvalueHistogramsClaims {
  private static final double ROUNDING = 1e-9;
  private static final double DRIFT = 16; // of the largest eigenvalue beyond the limit, in units of N^(-4/5)
  private static final double SINGLE_BLOCK = 3; // distance of the distributions of two blocks, in units of 1/N

  private EigenvalueHistogramsClaims() {}

  static List<Assertion> of(Panels panels, Data data) {
    List<Assertion> claims = new ArrayList<>(List.of(agreement(data)));
    claims.addAll(switch (panels.part()) {
      case DIAGONAL -> diagonal(data);
      case COUPLING -> coupling(data);
      case WHOLE -> whole(data);
    });
    return claims;
  }

  private static Assertion agreement(Data data) {
    return Assertion
        .atMost("the sampled distribution functions are the exact ones up to a few eigenvalues (largest difference,"
            + " over (5 + H/4)/(N H), which no draw of thousands exceeded, and the quadrature's error)",
            largest(data,
                spectrum -> spectrum.distance() / (CountingDistance.largest(spectrum.hidden(), spectrum.width())
                    + spectrum.uncertainty())),
            1);
  }

  private static List<Assertion> diagonal(Data data) {
    int blocks = data.spectra().stream().mapToInt(spectrum -> spectrum.hidden() * spectrum.draws()).sum();
    List<Assertion> claims = new ArrayList<>(List.of(
        Assertion.atLeast("no eigenvalue of D is below 1, but for rounding (smallest)",
            -largest(data, spectrum -> -spectrum.smallest()), 1 - ROUNDING),
        Assertion.atMost(
            "the largest eigenvalue of D ends at 5 for both normalised pairs, and at 1 + 4s in general (farthest"
                + " beyond the mean of the Tracy-Widom law at this edge in standard deviations; the bound is exceeded by chance"
                + " with probability " + TracyWidomTail.FALSE_ALARM + ")",
            largest(data, EigenvalueHistogramsClaims::excess), TracyWidomTail.bound(blocks))));
    if (data.settings().hiddenLayers().size() > 1) {
      claims.add(Assertion.atMost(
          "the depth does not change the spectrum of D (largest difference of two distribution functions of"
              + " a row, times the width)",
          largest(data, spectrum -> largest(data,
              other -> comparable(spectrum, other) ? spectrum.width() * difference(spectrum, other) : 0)),
          SINGLE_BLOCK));
    }
    return claims;
  }

  /// Johnstone's scale of the largest eigenvalue of `s XᵀX/N` for a square Gaussian `X` is `s 2^(4/3) N^(-2/3)`.
  private static double excess(SampledSpectrum spectrum) {
    double scale = spectrum.scaling().strength() * Math.pow(2, 4.0 / 3) * Math.pow(spectrum.width(), -2.0 / 3);
    double beyond = (spectrum.largest() - spectrum.support().upper()) / scale;
    return (beyond - TracyWidom.MEAN) / TracyWidom.DEVIATION;
  }

  private static boolean comparable(SampledSpectrum a, SampledSpectrum b) {
    return a.scaling() == b.scaling() && a.width() == b.width();
  }

  private static double difference(SampledSpectrum a, SampledSpectrum b) {
    return IntStream.rangeClosed(0, a.bins()).mapToDouble(i -> Math.abs(a.sampled().get(i) - b.sampled().get(i)))
        .reduce(0, Math::max);
  }

  private static List<Assertion> coupling(Data data) {
    SampledSpectrum deepest = deepest(data);
    return List.of(
        Assertion
            .atLeast("O is broader than the semicircle (largest eigenvalue of the deepest of the widest networks; the"
                + " semicircle ends at 2)", deepest.largest(), 2.2),
        Assertion.atMost("and ends where the exact law does (distance)",
            Math.abs(deepest.largest() - deepest.support().upper()), 0.2),
        Assertion.atLeast(
            "the semicircle of radius 2 is not its law for deep networks (how many times farther from the sample"
                + " than the exact law)",
            deepest.distance(new Semicircle(2)::cdf) / deepest.distance(), 3));
  }

  private static List<Assertion> whole(Data data) {
    List<Assertion> claims = new ArrayList<>(List.of(
        Assertion.atLeast("all eigenvalues are positive (smallest)", -largest(data, spectrum -> -spectrum.smallest()),
            Double.MIN_VALUE),
        Assertion.atLeast(
            "the upper edge is not at the thesis' bound 7 (by how much every exact edge falls short of it)",
            -largest(data, spectrum -> spectrum.support().upper() - 7), 0.249),
        Assertion.atMost(
            "no eigenvalue exceeds the exact edge by more than 16 N^(-4/5) (greatest excess in these units)",
            largest(data, spectrum -> (spectrum.largest() - spectrum.support().upper())
                * Math.pow(spectrum.width(), 0.8)),
            DRIFT)));
    List<SampledSpectrum> row = data.of(Scaling.STANDARD);
    if (row.getFirst().hidden() < row.getLast().hidden()) {
      claims.add(Assertion.atMost(
          "the lower edge falls with the depth (power of the depth, from the shallowest to the deepest"
              + " networks of the standard pair)",
          Math.log(row.getLast().smallest() / row.getFirst().smallest())
              / Math.log((double) row.getLast().hidden() / row.getFirst().hidden()),
          -1.3));
    }
    return claims;
  }

  /// Of the standard pair.
  private static SampledSpectrum deepest(Data data) {
    return data.of(Scaling.STANDARD).stream()
        .max(Comparator.comparingInt(spectrum -> spectrum.hidden() * spectrum.width())).orElseThrow();
  }

  /// NaN if any is.
  private static double largest(Data data, ToDoubleFunction<SampledSpectrum> quantity) {
    return data.spectra().stream().mapToDouble(quantity).reduce(Double.NEGATIVE_INFINITY, Math::max);
  }
}

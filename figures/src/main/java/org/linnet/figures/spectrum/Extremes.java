package org.linnet.figures.spectrum;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.linnet.core.random.RandomStream;
import org.linnet.rmt.dyson.Edge;
import org.linnet.rmt.dyson.Estimate;
import org.linnet.rmt.dyson.LimitSpectrum;
import org.linnet.rmt.spectrum.SpectrumEdges;

/// The extreme eigenvalues of the activity Hessians of one kind of network: exact in the limit of wide layers, expected at the
/// width, and sampled.
///
/// @param networks which networks
/// @param hidden `H`
/// @param width `N`
/// @param outputs `K`
/// @param limit for wide layers at the ratio `K/N`; NaN where there is no theory
/// @param expected the means over draws at the width; NaN where they are not known
/// @param scatter the standard deviations over draws; 0 where all draws have the same eigenvalues, NaN where it is not known
/// @param draws sampled networks; NaN where rounding hides the smallest eigenvalue
public record Extremes(Networks networks, int hidden, int width, int outputs, Ends limit, Ends expected, Ends scatter,
    List<Ends> draws) {
  private static final double TOLERANCE = 1e-4; // relative, of sampled eigenvalues; they scatter by more
  private static final double RESOLVED = 1e10; // condition numbers to which sampled eigenvalues are exact to the tolerance
  private static final Ends UNKNOWN = new Ends(Double.NaN, Double.NaN);

  /// Two extreme eigenvalues, or what is known about each of them.
  public record Ends(double smallest, double largest) {
    public double condition() {
      return largest / smallest;
    }
  }

  public Extremes {
    draws = List.copyOf(draws);
  }

  /// The theory alone.
  public static Extremes of(Networks networks, int H, int N, int K) {
    if (!networks.isLinear()) {
      return new Extremes(networks, H, N, K, UNKNOWN, UNKNOWN, UNKNOWN, List.of());
    }
    LimitSpectrum limit = LimitSpectrum.of(networks.family().ensemble(H, N, K));
    Estimate smallest = limit.smallestAt(N);
    Estimate largest = limit.largestAt(N);
    return new Extremes(networks, H, N, K, new Ends(Study.orNaN(limit.smallest()), Study.orNaN(limit.largest())),
        new Ends(Study.orNaN(smallest), Study.orNaN(largest)),
        new Ends(scatter(limit.lowerEdge(), smallest), scatter(limit.upperEdge(), largest)), List.of());
  }

  private static double scatter(Edge edge, Estimate atWidth) {
    return switch (edge) {
      case Edge.Abrupt _ -> 0;
      case Edge.Unlocated _ -> Double.NaN;
      case Edge.Soft _ -> atWidth instanceof Estimate.Value known ? known.error() : Double.NaN;
    };
  }

  /// With this many networks sampled, from streams of their own that depend on what they are.
  public Extremes withDraws(int count, RandomStream random) {
    RandomStream own = random.split(networks.toString().hashCode()).split(hidden).split(width).split(outputs);
    List<Ends> sampled = new ArrayList<>(draws);
    for (int k = 0; k < count; k++) {
      SpectrumEdges edges = SpectrumEdges.of(networks.draw(own.split(k), hidden, width, outputs), TOLERANCE);
      double smallest = Double.isFinite(edges.condition()) ? edges.smallest().value() : Double.NaN;
      sampled.add(new Ends(smallest, edges.largest().value()));
    }
    return withDraws(sampled);
  }

  /// With these draws.
  public Extremes withDraws(List<Ends> others) {
    return new Extremes(networks, hidden, width, outputs, limit, expected, scatter, others);
  }

  /// The geometric mean over the draws; NaN if there is none or one is not resolved.
  public double sampled(ToDoubleFunction<Ends> quantity) {
    return Math.exp(
        draws.stream().mapToDouble(ends -> Math.log(quantity.applyAsDouble(ends))).average().orElse(Double.NaN));
  }

  /// The geometric mean of the sampled condition numbers.
  public double sampledCondition() {
    return sampled(Ends::condition);
  }

  /// How many draws have the expected law at an end: a Tracy-Widom law of known scale, and a smallest eigenvalue that rounding
  /// leaves alone.
  public long comparable(ToDoubleFunction<Ends> end) {
    return end.applyAsDouble(scatter) > 0 && limit.condition() < RESOLVED ? draws.size() : 0;
  }

  /// The largest distance of a draw from the expected mean in standard deviations; 0 where they are not known, NaN where a draw is
  /// missing.
  public double surprise(ToDoubleFunction<Ends> end) {
    return comparable(end) == 0
        ? 0
        : draws.stream().mapToDouble(
            draw -> Math.abs(end.applyAsDouble(draw) - end.applyAsDouble(expected)) / end.applyAsDouble(scatter))
            .reduce(0, Math::max);
  }
}

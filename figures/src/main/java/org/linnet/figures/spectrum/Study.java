package org.linnet.figures.spectrum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;
import org.linnet.figures.Table;
import org.linnet.rmt.dyson.Estimate;
import org.linnet.rmt.dyson.LimitSpectrum;
import org.linnet.rmt.dyson.SpectralPoint;
import org.linnet.rmt.spectrum.SpectrumEdges;
import org.linnet.rmt.spectrum.SpectrumSample;

/// The spectrum of one kind of network: its limit, and sampled networks of a width.
///
/// @param family the networks
/// @param hidden `H`
/// @param width `N`
/// @param outputs `K`
/// @param limit the limit of wide layers, with the output ratio `K/N`
/// @param draws sampled networks, perhaps none
public record Study(Family family, int hidden, int width, int outputs, LimitSpectrum limit, List<Draw> draws) {
  /// Up to this many activities all eigenvalues are computed, above it only the extreme ones.
  public static final int LARGEST_DENSE = 1500;
  private static final double TOLERANCE = 1e-3; // of extreme eigenvalues; their scatter over draws is larger

  /// One sampled network.
  ///
  /// @param smallest the smallest eigenvalue
  /// @param largest the largest
  /// @param spectrum all of them, where there are few enough
  public record Draw(double smallest, double largest, Optional<SpectrumSample> spectrum) {
    public double condition() {
      return largest / smallest;
    }
  }

  /// Mean and standard deviation over draws.
  public record Summary(double mean, double deviation) {}

  public Study {
    draws = List.copyOf(draws);
  }

  /// The limit alone.
  ///
  /// @throws IllegalArgumentException if the limit theory does not cover the networks
  public static Study of(Family family, int hidden, int width, int outputs) {
    return new Study(family, hidden, width, outputs, LimitSpectrum.of(family.ensemble(hidden, width, outputs)),
        List.of());
  }

  /// With network `k` of a seed sampled too.
  public Study withDraw(long seed, int k) {
    List<Draw> more = new ArrayList<>(draws);
    more.add(draw(family.draw(RandomStream.of(seed).split(k), hidden, width, outputs)));
    return new Study(family, hidden, width, outputs, limit, more);
  }

  private static Draw draw(DeepLinearNet net) {
    int size = IntStream.rangeClosed(1, net.hiddenLayers()).map(net::width).sum();
    if (size <= LARGEST_DENSE) {
      SpectrumSample sample = SpectrumSample.of(net);
      return new Draw(sample.smallest(), sample.largest(), Optional.of(sample));
    }
    SpectrumEdges edges = SpectrumEdges.of(net, TOLERANCE);
    return new Draw(edges.smallest().value(), edges.largest().value(), Optional.empty());
  }

  /// The number of activities, `H N`.
  public long size() {
    return (long) hidden * width;
  }

  /// Mean and standard deviation of a quantity over the draws; the deviation of one draw is NaN.
  ///
  /// @throws IllegalStateException if there are no draws
  public Summary over(ToDoubleFunction<Draw> quantity) {
    if (draws.isEmpty()) {
      throw new IllegalStateException("no network was sampled");
    }
    double[] values = draws.stream().mapToDouble(quantity).toArray();
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return new Summary(mean, Math.sqrt(squares / (values.length - 1)));
  }

  /// All sampled eigenvalues together, where they were computed.
  public Optional<SpectrumSample> pooled() {
    double[] all = draws.stream().flatMap(draw -> draw.spectrum().stream())
        .flatMapToDouble(sample -> Arrays.stream(sample.eigenvalues())).toArray();
    return all.length == 0 ? Optional.empty() : Optional.of(SpectrumSample.of(all));
  }

  /// The limit on a grid that resolves its edges, and the sampled distribution function beside it; NaN where there is none.
  public Table table(int points) {
    Optional<SpectrumSample> pooled = pooled();
    List<List<Object>> rows = new ArrayList<>();
    for (SpectralPoint at : limit.curve(limit.grid(points))) {
      rows.add(List.of(at.lambda(), orNaN(at.density()), orNaN(at.distribution()),
          pooled.map(sample -> sample.distribution(at.lambda())).orElse(Double.NaN)));
    }
    return new Table(List.of("eigenvalue", "density", "distribution", "sampled_distribution"), rows);
  }

  static double orNaN(Estimate estimate) {
    return estimate instanceof Estimate.Value known ? known.value() : Double.NaN;
  }
}

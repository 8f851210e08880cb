package org.linnet.figures.spectrum;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.linalg.BlockTridiagonal;
import org.linnet.core.linalg.Lanczos;
import org.linnet.core.random.RandomStream;
import org.linnet.rmt.law.Interval;
import org.linnet.rmt.spectrum.SpectralDensity;
import org.linnet.rmt.spectrum.SpectrumSample;

/// A histogram of sampled eigenvalues and the exact law of wide layers.
///
/// @param hidden `H`
/// @param width `N`
/// @param draws networks
/// @param smallest the smallest eigenvalue of all draws
/// @param largest the largest
/// @param support of the law but for atoms
/// @param sampled the fractions of eigenvalues up to the edges of the bins, which are equal parts of [HessianPart#shown()]
/// @param uncertainty of these fractions, where not all eigenvalues were computed
/// @param exact the law's fractions
/// @param curve the law's density at points between its ends, `x` and `y` in turn
public record SampledSpectrum(HessianPart part, Scaling scaling, int hidden, int width, int draws, double smallest,
    double largest, Interval support, List<Double> sampled, double uncertainty, List<Double> exact,
    List<Double> curve) {
  private static final int BINS = 50;
  private static final int POINTS = 160;
  private static final int LANCZOS_STEPS = 250;
  private static final double TOLERANCE = 1e-4;

  public SampledSpectrum {
    sampled = List.copyOf(sampled);
    exact = List.copyOf(exact);
    curve = List.copyOf(curve);
  }

  /// Fractions up to the edges of the bins, and the ends.
  private record Draw(List<Double> fractions, double uncertainty, double smallest, double largest) {}

  /// Samples networks and evaluates the law.
  static SampledSpectrum of(HessianPart part, Scaling scaling, int H, int N, int draws, RandomStream random,
      int largestDense) {
    RandomStream own = random.split(scaling.words().hashCode()).split(H).split(N);
    List<Draw> all = IntStream.range(0, draws).mapToObj(k -> draw(part, part.matrix(
        scaling.parameterisation().draw(own.split(k), Scaling.widths(H, N))), largestDense, k)).toList();
    HessianPart.Exact law = part.exact(scaling, H, N);
    double[] edges = edges(part);
    return new SampledSpectrum(part, scaling, H, N, draws, min(all.stream().mapToDouble(Draw::smallest)),
        -min(all.stream().mapToDouble(draw -> -draw.largest())), law.support(),
        IntStream.range(0, edges.length).mapToObj(
            i -> all.stream().mapToDouble(draw -> draw.fractions().get(i)).average().orElseThrow()).toList(),
        -min(all.stream().mapToDouble(draw -> -draw.uncertainty())),
        Arrays.stream(edges).map(law.distribution()).boxed().toList(), curve(law));
  }

  /// Samples networks and evaluates the law.
  public static SampledSpectrum of(HessianPart part, Scaling scaling, int H, int N, int draws, RandomStream random) {
    return of(part, scaling, H, N, draws, random, SpectrumSample.LARGEST_DENSE);
  }

  private static Draw draw(HessianPart part, BlockTridiagonal M, int largestDense, int k) {
    double[] edges = edges(part);
    if (part == HessianPart.DIAGONAL || M.size() <= largestDense) {
      SpectrumSample sample = SpectrumSample.of(part.eigenvalues(M));
      return new Draw(Arrays.stream(edges).map(sample::distribution).boxed().toList(), 0, sample.smallest(),
          sample.largest());
    }
    int[] sizes = IntStream.rangeClosed(1, M.blocks()).map(l -> M.diagonal(l).numRows).toArray();
    SpectralDensity density = SpectralDensity.of(sizes, M::multiply, new SpectralDensity.Options(6, LANCZOS_STEPS, k));
    List<SpectralDensity.Fraction> fractions = Arrays.stream(edges).mapToObj(density::distribution).toList();
    double largest = Lanczos.largest(sizes, TOLERANCE, M::multiply).value();
    return new Draw(fractions.stream().map(SpectralDensity.Fraction::value).toList(),
        -min(fractions.stream().mapToDouble(f -> -4 * f.standardError() - f.resolution())), smallest(M, sizes, largest),
        largest);
  }

  /// By the inverse of a positive definite matrix, for the relative accuracy; else by the distance from the largest.
  private static double smallest(BlockTridiagonal M, int[] sizes, double largest) {
    return M.cholesky().map(factor -> 1 / Lanczos.largest(sizes, TOLERANCE, (v, product) -> {
      for (int l = 0; l < v.length; l++) {
        product[l].setTo(v[l]);
      }
      factor.solve(product);
    }).value()).orElseGet(() -> largest - Lanczos.largest(sizes, TOLERANCE, (v, product) -> {
      M.multiply(v, product);
      for (int l = 0; l < v.length; l++) {
        CommonOps_DDRM.add(largest, v[l], -1, product[l], product[l]); // (largest I - M) v
      }
    }).value());
  }

  private static List<Double> curve(HessianPart.Exact law) {
    Interval ends = law.support();
    DoubleUnaryOperator denserAtTheEnds = t -> ends.lower()
        + (ends.upper() - ends.lower()) * (1 - Math.cos(Math.PI * t)) / 2;
    return IntStream.rangeClosed(0, POINTS).mapToDouble(i -> denserAtTheEnds.applyAsDouble((double) i / POINTS))
        .flatMap(x -> DoubleStream.of(x, law.density().applyAsDouble(x))).boxed().toList();
  }

  private static double[] edges(HessianPart part) {
    return IntStream.rangeClosed(0, BINS).mapToDouble(bin -> edge(part, bin)).toArray();
  }

  private static double edge(HessianPart part, int bin) {
    Interval shown = part.shown();
    return shown.lower() + (shown.upper() - shown.lower()) * bin / BINS;
  }

  public int bins() {
    return sampled.size() - 1;
  }

  /// The lower edge of a bin.
  public double edge(int bin) {
    return edge(part, bin);
  }

  /// The sampled density in a bin.
  public double height(int bin) {
    return (sampled.get(bin + 1) - sampled.get(bin)) / (edge(bin + 1) - edge(bin));
  }

  /// The greatest difference of the distribution functions at the edges of the bins.
  public double distance() {
    return distance(exact);
  }

  /// That from another law.
  public double distance(DoubleUnaryOperator distribution) {
    return distance(IntStream.rangeClosed(0, bins()).mapToObj(bin -> distribution.applyAsDouble(edge(bin))).toList());
  }

  private double distance(List<Double> other) {
    return IntStream.rangeClosed(0, bins()).mapToDouble(i -> Math.abs(sampled.get(i) - other.get(i))).reduce(0,
        Math::max);
  }

  private static double min(DoubleStream values) {
    return values.reduce(Double.POSITIVE_INFINITY, Math::min);
  }
}

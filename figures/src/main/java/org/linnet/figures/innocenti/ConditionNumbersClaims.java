package org.linnet.figures.innocenti;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.linnet.figures.Assertion;
import org.linnet.figures.innocenti.ConditionNumbers.Data;
import org.linnet.figures.innocenti.ConditionNumbers.Part;
import org.linnet.figures.spectrum.Extremes;
import org.linnet.figures.spectrum.Extremes.Ends;
import org.linnet.figures.spectrum.Family;
import org.linnet.figures.spectrum.Networks;
import org.linnet.figures.spectrum.TracyWidomTail;

/// What the thesis reports of condition numbers, and what the exact limit says of them, as checks of sampled networks.
final class ConditionNumbersClaims {
  private static final double ROUNDING_STARTS = 1e10; // condition numbers below it must have been sampled
  private static final double SATURATED = 128.0 / 3;
  private static final int WIDE = 16;

  private final Part part;
  private final Data data;
  private final List<Extremes> main;

  private ConditionNumbersClaims(Part part, Data data) {
    this.part = part;
    this.data = data;
    main = data.of(Networks.linear(part.families().getFirst()));
  }

  static List<Assertion> of(Part part, Data data) {
    return new ConditionNumbersClaims(part, data).assertions();
  }

  private List<Assertion> assertions() {
    List<Assertion> claims = new ArrayList<>(List.of(agreement(), completeness()));
    String name = part.families().getFirst().title();
    double depth = mean(growths(main, Extremes::width, Extremes::hidden));
    double width = mean(growths(main, Extremes::hidden, Extremes::width));
    claims.add(
        Assertion.atLeast("κ of linear networks (" + name + ") grows with the depth at every width (least power of 2"
            + " per doubling)", least(growths(main, Extremes::width, Extremes::hidden)), 1));
    claims.add(
        Assertion.atLeast("κ of linear networks (" + name + ") grows with the width (mean power of 2 per doubling)",
            width, 0.1));
    claims.add(Assertion.atLeast("and more with the depth (by how much this power exceeds that)", depth - width, 0.5));
    claims.add(Assertion.atLeast(
        "κ of nonlinear networks of the greatest width grows with the depth, too (least power of 2 per"
            + " doubling)",
        least(data.sizes().stream().map(Extremes::networks).distinct().filter(n -> !n.isLinear())
            .map(n -> growth(widest(n), Extremes::hidden)).toList()),
        0.3));
    switch (part) {
      case PLAIN -> claims.add(saturation());
      case STABLE -> claims.addAll(List.of(exactness(), quadratic(), belowSkips()));
      case SKIPS -> claims.add(abovePlain());
    }
    return claims;
  }

  private Assertion agreement() {
    long comparable = data.sizes().stream().mapToLong(size -> size.comparable(Ends::smallest) + size.comparable(
        Ends::largest)).sum();
    return Assertion.atMost(
        "sampled extreme eigenvalues follow the Tracy-Widom laws at the exact edges, where these are known"
            + " (" + comparable
            + " draws; largest distance from the mean in standard deviations; the bound is exceeded by chance"
            + " with probability " + TracyWidomTail.FALSE_ALARM + ")",
        data.sizes().stream().mapToDouble(size -> Math.max(size.surprise(Ends::smallest), size.surprise(Ends::largest)))
            .reduce(0, Math::max),
        TracyWidomTail.bound(comparable));
  }

  private Assertion completeness() {
    return Assertion.atMost("condition numbers below 10¹⁰ are all resolved (sizes that are not)", data.sizes().stream()
        .filter(size -> size.limit().condition() < ROUNDING_STARTS && Double.isNaN(size.sampledCondition())).toList()
        .size(),
        0);
  }

  private Assertion saturation() {
    return Assertion.atMost(
        "with the uniform weights of section C.4, κ stays near 128/3 at every depth (greatest sampled"
            + " κ at widths from " + WIDE + " on)",
        data.of(Networks.linear(Family.KAIMING)).stream()
            .filter(size -> size.width() >= WIDE).mapToDouble(Extremes::sampledCondition).reduce(0, Math::max),
        1.3 * SATURATED);
  }

  private Assertion exactness() {
    return Assertion.atMost("with orthogonal weights every draw has the exact κ (largest relative difference)",
        data.of(Networks.linear(Family.ORTHOGONAL)).stream().flatMapToDouble(size -> size.draws().stream()
            .mapToDouble(draw -> Math.abs(draw.condition() / size.limit().condition() - 1))).reduce(0, Math::max),
        3e-4);
  }

  private Assertion quadratic() {
    return Assertion.atMost(
        "κ of the widest linear networks grows like H² (largest distance of the power from 2, from H = 4"
            + " on)",
        part.families().stream().map(family -> widest(Networks.linear(family)).stream()
            .filter(size -> size.hidden() >= 4).toList())
            .mapToDouble(sizes -> Math.abs(growth(sizes, Extremes::hidden) - 2)).reduce(0, Math::max),
        0.4);
  }

  private Assertion belowSkips() {
    return Assertion.atLeast(
        "this is far below κ of SP with skips, with which the thesis calls it similar (how many times"
            + " smaller muPC's is at the greatest size)",
        exact(Family.SP_SKIPS) / deepest(main)
            .sampledCondition(),
        10);
  }

  private Assertion abovePlain() {
    return Assertion
        .atLeast("κ is far above that of networks without skips (how many times, at the deepest of the widest"
            + " networks that are resolved)", deepest(main).sampledCondition() / exact(Family.SP), 10);
  }

  /// The exact condition number of another family at the deepest resolved size of the greatest width.
  private double exact(Family family) {
    Extremes size = deepest(main);
    return Extremes.of(Networks.linear(family), size.hidden(), size.width(), size.outputs()).limit().condition();
  }

  private List<Extremes> widest(Networks networks) {
    return data.of(networks).stream().filter(size -> size.width() == data.settings().widths().getLast()).toList();
  }

  private Extremes deepest(List<Extremes> sizes) {
    return sizes.stream().filter(size -> size.width() == data.settings().widths().getLast())
        .filter(size -> Double.isFinite(size.sampledCondition()))
        .max(Comparator.comparingInt(Extremes::hidden)).orElse(sizes.getFirst());
  }

  /// The growth of κ along `along` for every value of `at`.
  private static List<Double> growths(List<Extremes> sizes, ToIntFunction<Extremes> at, ToIntFunction<Extremes> along) {
    return sizes.stream().map(at::applyAsInt).distinct()
        .map(value -> growth(sizes.stream().filter(size -> at.applyAsInt(size) == value).toList(), along)).toList();
  }

  /// The mean power of 2 by which κ grows per doubling, from the least to the greatest size that is resolved.
  private static double growth(List<Extremes> sizes, ToIntFunction<Extremes> along) {
    List<Extremes> line = sizes.stream().filter(size -> Double.isFinite(size.sampledCondition()))
        .sorted(Comparator.comparingInt(along)).toList();
    if (line.size() < 2) {
      return Double.NaN;
    }
    ToDoubleFunction<Extremes> power = size -> Math.log(size.sampledCondition());
    double rise = power.applyAsDouble(line.getLast()) - power.applyAsDouble(line.getFirst());
    return rise / Math.log((double) along.applyAsInt(line.getLast()) / along.applyAsInt(line.getFirst()));
  }

  private static double least(List<Double> values) {
    return values.stream().reduce(Math::min).orElse(Double.NaN);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }
}

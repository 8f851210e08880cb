package org.linnet.figures.spectrum;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.linnet.rmt.dyson.Band;
import org.linnet.rmt.dyson.Edge;
import org.linnet.rmt.dyson.Estimate;
import org.linnet.rmt.dyson.GradientDescent;
import org.linnet.rmt.dyson.LimitSpectrum;

/// A spectrum in words and numbers, for a terminal.
public final class SpectrumReport {
  private static final int SHOWN_BANDS = 6;
  private static final double MANY = 1e9; // from here on digits say nothing

  private SpectrumReport() {}

  /// The lines: eigenvalues in the limit, at the width and in samples; bands; inference by gradient descent to this relative
  /// accuracy.
  ///
  /// @throws IllegalArgumentException if the accuracy is not between 0 and 1
  public static List<String> of(Study study, double accuracy) {
    LimitSpectrum limit = study.limit();
    List<String> lines = new ArrayList<>();
    lines.add("Activity Hessian of linear networks, %s: H = %d hidden layers of N = %d units, K = %d outputs".formatted(
        study.family().title(), study.hidden(), study.width(), study.outputs()));
    lines.add("");
    lines.add(row("", "wide limit, K/N fixed", "expected at this N", sampledTitle(study)));
    lines.add(eigenvalue("smallest eigenvalue", limit.smallest(), limit.smallestAt(study.width()), study,
        Study.Draw::smallest));
    lines.add(eigenvalue("largest eigenvalue", limit.largest(), limit.largestAt(study.width()), study,
        Study.Draw::largest));
    Optional<GradientDescent> descent = limit.gradientDescentAt(study.width());
    lines.add(row("condition number", text(limit.condition(), false),
        descent.map(at -> number(at.condition())).orElse("unknown"), sampled(study, Study.Draw::condition)));
    lines.add(row("mean log eigenvalue", text(limit.logDeterminant(), false), "", ""));
    lines.add("");
    lines.add("  bands: " + bands(limit.bands()));
    study.pooled().filter(_ -> limit.bands().stream().noneMatch(SpectrumReport::isAtom))
        .ifPresent(sample -> lines.add("  distance of the sampled distribution function from the limit's: "
            + number(sample.kolmogorovDistance(x -> Study.orNaN(limit.distribution(x))))));
    lines.add("");
    lines.addAll(descent.map(at -> descent(at, accuracy)).orElseGet(
        () -> List.of("  inference by gradient descent: unknown, as an extreme eigenvalue is")));
    missing(limit, study.width()).forEach(reason -> lines.add("  note: " + reason));
    return lines;
  }

  private static List<String> descent(GradientDescent at, double accuracy) {
    return List.of("  inference by gradient descent on the activities at this width:",
        "    best step size " + number(at.bestStepSize()) + ", stable below " + number(at.stabilityBound()),
        "    contraction per step " + String.format(Locale.ROOT, "%.6f", at.contraction())
            + "; to a relative accuracy of "
            + accuracy
            + ": " + steps(at.steps(accuracy)) + " steps");
  }

  private static String eigenvalue(String name, Estimate limit, Estimate expected, Study study,
      ToDoubleFunction<Study.Draw> sampled) {
    return row(name, text(limit, false), text(expected, true), sampled(study, sampled));
  }

  private static String sampledTitle(Study study) {
    int draws = study.draws().size();
    return draws == 0 ? "" : draws == 1 ? "one sampled network" : draws + " sampled networks";
  }

  private static String sampled(Study study, ToDoubleFunction<Study.Draw> quantity) {
    if (study.draws().isEmpty()) {
      return "";
    }
    Study.Summary summary = study.over(quantity);
    return study.draws().size() == 1 ? number(summary.mean()) : spread(summary.mean(), summary.deviation());
  }

  private static String text(Estimate estimate, boolean withSpread) {
    return switch (estimate) {
      case Estimate.Missing _ -> "unknown";
      case Estimate.Value known when withSpread && known.error() > 1e-6 * Math.abs(known.value()) ->
        spread(known.value(), known.error());
      case Estimate.Value known -> number(known.value());
    };
  }

  private static List<String> missing(LimitSpectrum limit, int N) {
    return List.of(limit.smallest(), limit.largest(), limit.smallestAt(N), limit.largestAt(N)).stream()
        .flatMap(estimate -> estimate instanceof Estimate.Missing missing
            ? Stream.of(missing.reason())
            : Stream.empty())
        .distinct().toList();
  }

  /// All of them, or of many the first and the last.
  private static String bands(List<Band> bands) {
    if (bands.size() <= SHOWN_BANDS) {
      return bands.stream().map(SpectrumReport::band).collect(Collectors.joining(", "));
    }
    return bands.stream().limit(SHOWN_BANDS - 1).map(SpectrumReport::band).collect(Collectors.joining(", "))
        + ", .. (" + bands.size() + " in all), " + band(bands.getLast());
  }

  private static String band(Band band) {
    String where = isAtom(band)
        ? "{" + number(band.lower().position()) + "}"
        : "[" + number(band.lower().position()) + ", " + number(band.upper().position()) + "]";
    return where + " with " + String.format(Locale.ROOT, "%.4g", 100 * band.mass()) + " %";
  }

  private static boolean isAtom(Band band) {
    return band.lower() instanceof Edge.Abrupt && band.lower().position() == band.upper().position();
  }

  private static String spread(double mean, double deviation) {
    return number(mean) + " ± " + String.format(Locale.ROOT, "%.2g", deviation);
  }

  private static String steps(double steps) {
    return steps < MANY ? String.format(Locale.ROOT, "%,.0f", steps) : number(steps);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }

  private static String row(String name, String limit, String expected, String sampled) {
    return "  %-26s %-24s %-24s %s".formatted(name, limit, expected, sampled).stripTrailing();
  }
}

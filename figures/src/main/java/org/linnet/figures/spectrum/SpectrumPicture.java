package org.linnet.figures.spectrum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.linnet.figures.plot.Axis;
import org.linnet.figures.plot.Ink;
import org.linnet.figures.plot.Mark;
import org.linnet.figures.plot.Panel;
import org.linnet.figures.plot.Picture;
import org.linnet.figures.plot.Series;
import org.linnet.figures.plot.Style;
import org.linnet.rmt.dyson.SpectralPoint;
import org.linnet.rmt.spectrum.SpectrumSample;

/// Draws a spectrum: the limit's density over a histogram of sampled eigenvalues, and its distribution function over theirs on a
/// logarithmic axis, where the small eigenvalues show that decide how fast inference is.
public final class SpectrumPicture {
  private static final int POINTS = 600;
  private static final int BARS = 60;
  private static final int CIRCLES = 40;
  /// Densities diverge at hard edges: the axis ends where this fraction of the drawn points lies below.
  private static final double SHOWN = 0.97;

  private SpectrumPicture() {}

  /// Both panels.
  public static Picture of(Study study) {
    List<Picture.Key> legend = new ArrayList<>(List.of(new Picture.Key("limit of wide layers", Style.line(Ink.BLUE))));
    if (study.pooled().isPresent()) {
      legend.add(new Picture.Key("sampled networks", Style.circles(Ink.VERMILLION)));
    }
    String title = "%s, H = %d, N = %d".formatted(study.family().title(), study.hidden(), study.width());
    return new Picture(400, List.of(new Picture.Row(260, List.of(density(study, title), distribution(study)))), legend);
  }

  /// The density over the sample's histogram.
  public static Panel density(Study study, String title) {
    List<SpectralPoint> curve = study.limit().curve(study.limit().grid(POINTS));
    double[] x = curve.stream().mapToDouble(SpectralPoint::lambda).toArray();
    double[] y = curve.stream().mapToDouble(point -> Study.orNaN(point.density())).toArray();
    double[] sorted = Arrays.stream(y).filter(Double::isFinite).sorted().toArray();
    Optional<Series> bars = study.pooled().map(sample -> histogram(sample, x[0], x[x.length - 1]));
    double tallest = bars.stream().flatMapToDouble(steps -> IntStream.range(0, BARS).mapToDouble(steps::y)).max()
        .orElse(1);
    double top = sorted.length == 0 ? tallest : sorted[(int) (SHOWN * (sorted.length - 1))];
    List<Mark> marks = new ArrayList<>();
    bars.ifPresent(steps -> marks.add(new Mark.Histogram(steps, Ink.VERMILLION)));
    marks.add(new Mark.Curve(Series.of(x, y), Style.line(Ink.BLUE)));
    double end = x[x.length - 1];
    return new Panel(title, Axis.linear("Eigenvalue").between(0, end * 1.04),
        Axis.linear("Density").between(0, 1.1 * top),
        marks);
  }

  private static Panel distribution(Study study) {
    List<SpectralPoint> curve = study.limit().curve(study.limit().grid(POINTS));
    List<Mark> marks = new ArrayList<>();
    marks.add(new Mark.Curve(Series.of(curve.stream().mapToDouble(SpectralPoint::lambda).toArray(),
        curve.stream().mapToDouble(point -> Study.orNaN(point.distribution())).toArray()), Style.line(Ink.BLUE)));
    study.pooled().ifPresent(sample -> marks.add(new Mark.Curve(steps(sample), Style.circles(Ink.VERMILLION))));
    return new Panel("", Axis.log("Eigenvalue"), Axis.linear("Fraction below").between(-0.02, 1.02), marks);
  }

  /// Bars of one width from the least to the greatest of sample and support.
  private static Series histogram(SpectrumSample sample, double least, double greatest) {
    double from = Math.min(least, sample.smallest());
    double to = Math.max(greatest, sample.largest()) * (1 + 1e-12);
    double[] edges = IntStream.rangeClosed(0, BARS).mapToDouble(i -> from + (to - from) * i / BARS).toArray();
    double[] heights = Arrays.copyOf(sample.histogram(edges), BARS + 1);
    return Series.of(edges, heights);
  }

  /// Points of the sampled distribution function, half steps, evenly spaced in the fraction below.
  private static Series steps(SpectrumSample sample) {
    double[] all = sample.eigenvalues();
    int[] shown = IntStream.range(0, CIRCLES).map(i -> (int) ((i + 0.5) * all.length / CIRCLES)).distinct().toArray();
    int[] withEnds = IntStream.concat(IntStream.of(0, all.length - 1), IntStream.of(shown)).sorted().distinct()
        .toArray();
    return Series.of(Arrays.stream(withEnds).mapToDouble(i -> all[i]).toArray(),
        Arrays.stream(withEnds).mapToDouble(i -> (i + 0.5) / all.length).toArray());
  }
}

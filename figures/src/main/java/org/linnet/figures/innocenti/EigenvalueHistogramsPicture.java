package org.linnet.figures.innocenti;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.linnet.figures.innocenti.EigenvalueHistograms.Data;
import org.linnet.figures.innocenti.EigenvalueHistograms.Panels;
import org.linnet.figures.plot.Axis;
import org.linnet.figures.plot.Ink;
import org.linnet.figures.plot.Mark;
import org.linnet.figures.plot.Panel;
import org.linnet.figures.plot.Picture;
import org.linnet.figures.plot.Series;
import org.linnet.figures.plot.Style;
import org.linnet.figures.spectrum.HessianPart;
import org.linnet.figures.spectrum.SampledSpectrum;
import org.linnet.figures.spectrum.Scaling;
import org.linnet.rmt.law.Interval;
import org.linnet.rmt.law.Semicircle;

/// A row of histograms for each scaling, all with the same abscissas, those of a row with the same ordinates.
final class EigenvalueHistogramsPicture {
  private static final int POINTS = 200;

  private EigenvalueHistogramsPicture() {}

  static Picture of(Panels panels, Data data) {
    List<Picture.Row> rows = new ArrayList<>();
    List<Scaling> scalings = List.of(Scaling.values());
    for (Scaling scaling : scalings) {
      List<SampledSpectrum> spectra = data.of(scaling);
      double top = 1.12
          * spectra.stream().flatMapToDouble(EigenvalueHistogramsPicture::heights).filter(Double::isFinite)
              .max().orElse(1);
      boolean last = scaling == scalings.getLast();
      rows.add(new Picture.Row(last ? 196 : 178,
          spectra.stream().map(spectrum -> panel(panels, spectrum, top, last)).toList()));
    }
    return new Picture(300, rows, legend(panels.part()));
  }

  private static DoubleStream heights(SampledSpectrum spectrum) {
    return IntStream.range(0, spectrum.bins()).mapToDouble(spectrum::height);
  }

  private static Panel panel(Panels panels, SampledSpectrum spectrum, double top, boolean last) {
    Interval shown = spectrum.part().shown();
    List<Mark> marks = new ArrayList<>();
    double[] edges = IntStream.rangeClosed(0, spectrum.bins()).mapToDouble(spectrum::edge).toArray();
    marks.add(new Mark.Histogram(Series.of(edges, Arrays.copyOf(heights(spectrum).toArray(), edges.length)),
        Ink.VERMILLION));
    marks.addAll(references(spectrum, top));
    List<Double> curve = spectrum.curve();
    marks.add(new Mark.Curve(Series.of(
        IntStream.range(0, curve.size() / 2).mapToDouble(i -> curve.get(2 * i)).toArray(),
        IntStream.range(0, curve.size() / 2).mapToDouble(i -> Math.min(curve.get(2 * i + 1), 1.1 * top)).toArray()),
        Style.line(Ink.BLUE)));
    return new Panel(panels.column(spectrum) + ",  " + spectrum.scaling().words(),
        Axis.linear(last ? "Eigenvalue" : "").between(shown.lower(), shown.upper()),
        Axis.linear("Density").between(0, top), marks);
  }

  /// What the thesis compares with.
  private static List<Mark> references(SampledSpectrum spectrum, double top) {
    return switch (spectrum.part()) {
      case DIAGONAL -> List.of(vertical(1, top, Style.dashed(Ink.BLACK)), vertical(5, top, Style.dashed(Ink.BLACK)));
      case COUPLING -> List.of(semicircle(spectrum.scaling().strength()));
      case WHOLE -> List.of(vertical(7, top, Style.dashed(Ink.BLACK)), vertical(27.0 / 4, top, Style.line(Ink.GREY)));
    };
  }

  private static Mark vertical(double x, double top, Style style) {
    return new Mark.Curve(Series.of(new double[]{x, x}, new double[]{0, top}), style);
  }

  private static Mark semicircle(double strength) {
    Semicircle law = new Semicircle(2 * Math.sqrt(strength));
    double[] x = IntStream.rangeClosed(0, POINTS).mapToDouble(i -> -law.radius() * Math.cos(Math.PI * i / POINTS))
        .toArray();
    return new Mark.Curve(Series.of(x, Arrays.stream(x).map(law::density).toArray()), Style.dashed(Ink.BLACK));
  }

  private static List<Picture.Key> legend(HessianPart part) {
    List<Picture.Key> sample = List.of(new Picture.Key("sampled eigenvalues", Style.bars(Ink.VERMILLION)));
    List<Picture.Key> theory = switch (part) {
      case DIAGONAL -> List.of(new Picture.Key("Marchenko-Pastur law + 1", Style.line(Ink.BLUE)),
          new Picture.Key("1 and 5", Style.dashed(Ink.BLACK)));
      case COUPLING -> List.of(new Picture.Key("exact law of the chain", Style.line(Ink.BLUE)),
          new Picture.Key("semicircle of the thesis", Style.dashed(Ink.BLACK)));
      case WHOLE -> List.of(new Picture.Key("exact law", Style.line(Ink.BLUE)),
          new Picture.Key("27/4, limit of deep networks", Style.line(Ink.GREY)),
          new Picture.Key("7, bound of the thesis", Style.dashed(Ink.BLACK)));
    };
    return Stream.concat(sample.stream(), theory.stream()).toList();
  }
}

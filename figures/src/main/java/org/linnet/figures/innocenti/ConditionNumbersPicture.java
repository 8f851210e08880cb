package org.linnet.figures.innocenti;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.linnet.core.net.StandardActivation;
import org.linnet.figures.innocenti.ConditionNumbers.Data;
import org.linnet.figures.innocenti.ConditionNumbers.Part;
import org.linnet.figures.plot.Axis;
import org.linnet.figures.plot.Ink;
import org.linnet.figures.plot.Mark;
import org.linnet.figures.plot.Panel;
import org.linnet.figures.plot.Picture;
import org.linnet.figures.plot.Series;
import org.linnet.figures.plot.Style;
import org.linnet.figures.spectrum.AsymptoticCondition;
import org.linnet.figures.spectrum.Extremes;
import org.linnet.figures.spectrum.Family;
import org.linnet.figures.spectrum.Networks;

/// Maps and curves of condition numbers, all of a figure on one scale.
final class ConditionNumbersPicture {
  private static final List<Ink> INKS = List.of(Ink.SKY, Ink.VERMILLION, Ink.BLUE);
  private static final List<Ink> NONLINEAR_INKS = List.of(Ink.GREEN, Ink.PURPLE);
  private static final int PANEL_WIDTH = 306;
  private static final int PANEL_HEIGHT = 250;
  private static final double LARGEST_EXPONENT = 16; // of condition numbers that are told apart

  private final Part part;
  private final Data data;
  private final double least;
  private final double greatest;

  private ConditionNumbersPicture(Part part, Data data) {
    this.part = part;
    this.data = data;
    double[] shown = data.sizes().stream()
        .flatMapToDouble(size -> DoubleStream.of(size.sampledCondition(), size.limit().condition())).map(Math::log10)
        .filter(Double::isFinite).toArray();
    least = DoubleStream.of(shown).min().orElse(0);
    greatest = Math.min(LARGEST_EXPONENT, DoubleStream.of(shown).max().orElse(1));
  }

  static Picture of(Part part, Data data) {
    return new ConditionNumbersPicture(part, data).picture();
  }

  private Picture picture() {
    List<Picture.Row> rows = new ArrayList<>();
    for (Family family : part.families()) {
      List<Extremes> sizes = data.of(Networks.linear(family));
      String name = family.title() + ", linear";
      rows.add(new Picture.Row(PANEL_HEIGHT,
          List.of(map(name + ": log₁₀ κ, sampled", sizes, Extremes::sampledCondition),
              map(name + ": log₁₀ κ, exact", sizes, size -> size.limit().condition()),
              panel(name, linearCurves(sizes)))));
    }
    for (Family family : part.nonlinearFamilies()) {
      List<Panel> panels = new ArrayList<>();
      for (StandardActivation activation : ConditionNumbers.NONLINEAR) {
        panels.add(map(family.title() + ", " + name(activation) + ": log₁₀ κ, sampled",
            data.of(new Networks(family, activation)), Extremes::sampledCondition));
      }
      panels.add(panel(family.title() + ", N = " + data.settings().widths().getLast(), nonlinearCurves(family)));
      rows.add(new Picture.Row(PANEL_HEIGHT, panels));
    }
    return new Picture(PANEL_WIDTH, rows, legend());
  }

  private Panel map(String title, List<Extremes> sizes, ToDoubleFunction<Extremes> condition) {
    List<Mark.Cell> cells = sizes.stream().map(size -> {
      double exponent = Math.log10(condition.applyAsDouble(size));
      String text = Double.isFinite(exponent) ? String.format(Locale.ROOT, "%.1f", exponent) : "";
      return Mark.Cell.aroundPowers(size.hidden(), size.width(), exponent, text);
    }).toList();
    return new Panel(title, depths(), around(Axis.powersOfTwo("Width N"), data.settings().widths()),
        List.of(new Mark.Map(cells, least, greatest)));
  }

  private Panel panel(String title, List<Mark> curves) {
    return new Panel(title, depths(), Axis.log("Condition number κ")
        .between(Math.pow(10, Math.floor(least)), Math.pow(10, Math.ceil(greatest))), curves);
  }

  private Axis depths() {
    return around(Axis.powersOfTwo("Hidden layers H"), data.settings().hiddenLayers());
  }

  private static Axis around(Axis axis, List<Integer> values) {
    return axis.between(values.getFirst() / Math.sqrt(2), values.getLast() * Math.sqrt(2));
  }

  private List<Mark> linearCurves(List<Extremes> sizes) {
    List<Mark> marks = new ArrayList<>();
    for (int N : shownWidths()) {
      Ink ink = INKS.get(shownWidths().indexOf(N));
      List<Extremes> column = column(sizes, N);
      marks.add(new Mark.Curve(series(column, size -> size.limit().condition()), Style.line(ink)));
      marks.add(new Mark.Curve(series(column, size -> AsymptoticCondition.of(size.networks().family(), size.hidden(), N,
          size.outputs())), Style.dashed(Ink.BLACK)));
      marks.add(new Mark.Curve(series(column, Extremes::sampledCondition), Style.circles(ink)));
    }
    return marks;
  }

  private List<Mark> nonlinearCurves(Family family) {
    int N = data.settings().widths().getLast();
    Stream<Mark> limit = Stream.of(new Mark.Curve(
        series(column(data.of(Networks.linear(family)), N), size -> size.limit().condition()),
        Style.line(INKS.getLast())));
    Stream<Mark> sampled = ConditionNumbers.NONLINEAR.stream().map(activation -> new Mark.Curve(
        series(column(data.of(new Networks(family, activation)), N), Extremes::sampledCondition),
        Style.circles(ink(activation))));
    return Stream.concat(limit, sampled).toList();
  }

  private static List<Extremes> column(List<Extremes> sizes, int N) {
    return sizes.stream().filter(size -> size.width() == N).sorted(Comparator.comparingInt(Extremes::hidden)).toList();
  }

  private static Series series(List<Extremes> column, ToDoubleFunction<Extremes> quantity) {
    return Series.of(column.stream().mapToDouble(Extremes::hidden).toArray(),
        column.stream().mapToDouble(quantity).toArray());
  }

  /// The greatest, and up to two narrower ones in steps of four.
  private List<Integer> shownWidths() {
    List<Integer> widths = data.settings().widths();
    return IntStream.of(4, 2, 0).map(back -> widths.size() - 1 - back).filter(i -> i >= 0).mapToObj(widths::get)
        .toList();
  }

  private List<Picture.Key> legend() {
    List<Picture.Key> legend = new ArrayList<>();
    shownWidths().forEach(
        N -> legend.add(new Picture.Key("N = " + N, Style.line(INKS.get(shownWidths().indexOf(N))))));
    legend.add(new Picture.Key("exact, wide layers", Style.line(Ink.GREY)));
    legend.add(new Picture.Key("law of large depth", Style.dashed(Ink.BLACK)));
    legend.add(new Picture.Key("sampled networks", Style.circles(Ink.GREY)));
    ConditionNumbers.NONLINEAR
        .forEach(activation -> legend.add(new Picture.Key(name(activation) + ", sampled",
            Style.circles(ink(activation)))));
    return legend;
  }

  private static Ink ink(StandardActivation activation) {
    return NONLINEAR_INKS.get(ConditionNumbers.NONLINEAR.indexOf(activation));
  }

  private static String name(StandardActivation activation) {
    return activation == StandardActivation.RELU ? "ReLU" : activation.name().toLowerCase(Locale.ROOT);
  }
}

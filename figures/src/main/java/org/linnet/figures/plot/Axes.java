package org.linnet.figures.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.DoubleSummaryStatistics;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// The axes of one panel, drawn by XChart, and where values lie between them.
final class Axes {
  /// XChart rounds some positions to whole pixels, so it draws on a page this many times finer than ours.
  private static final int FINE = 8;
  private static final Color INK = new Color(0x222222);
  private static final double TICK_TEXT = 9.5;
  private static final double TITLE_TEXT = 10.5;

  private final Ruler x;
  private final Ruler y;
  private final XYChart chart;

  private Axes(Ruler x, Ruler y, XYChart chart) {
    this.x = x;
    this.y = y;
    this.chart = chart;
  }

  static Axes of(Panel panel, int width, int height) {
    Ruler x = ruler(panel.x(), panel.marks().stream().flatMapToDouble(Axes::abscissas));
    Ruler y = ruler(panel.y(), panel.marks().stream().flatMapToDouble(Axes::ordinates));
    XYChart chart = new XYChart(FINE * width, FINE * height);
    chart.setXAxisTitle(panel.x().title());
    chart.setYAxisTitle(panel.y().title());
    style(chart.getStyler());
    scale(chart.getStyler(), x, y);
    spanCorners(chart, x, y);
    return new Axes(x, y, chart);
  }

  /// Where the plot begins if it is left to itself.
  double naturalLeft() {
    Graphics2D scratch = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    chart.paint(scratch, chart.getWidth(), chart.getHeight());
    scratch.dispose();
    return chart.getScreenXFromChart(x.least()) / FINE;
  }

  /// Makes the plot begin at `left`.
  void startAt(double left) {
    chart.getStyler().setYAxisLeftWidthHint((int) Math.ceil(FINE * left));
  }

  /// Draws the axes and returns the rectangle between them.
  Rectangle2D paint(Graphics2D g) {
    Graphics2D fine = (Graphics2D) g.create();
    fine.scale(1.0 / FINE, 1.0 / FINE);
    chart.paint(fine, chart.getWidth(), chart.getHeight());
    fine.dispose();
    double left = chart.getScreenXFromChart(x.least()) / FINE;
    double right = chart.getScreenXFromChart(x.greatest()) / FINE;
    double bottom = chart.getScreenYFromChart(y.least()) / FINE;
    double top = chart.getScreenYFromChart(y.greatest()) / FINE;
    return new Rectangle2D.Double(left, top, right - left, bottom - top);
  }

  /// Where a value lies, after [#paint(Graphics2D)].
  double x(double value) {
    return chart.getScreenXFromChart(x.put(value)) / FINE;
  }

  /// Where a value lies, after [#paint(Graphics2D)].
  double y(double value) {
    return chart.getScreenYFromChart(y.put(value)) / FINE;
  }

  private static Ruler ruler(Axis axis, DoubleStream values) {
    DoubleSummaryStatistics all = values.filter(Double::isFinite).summaryStatistics();
    return all.getCount() == 0 ? Ruler.of(axis, 1, 1) : Ruler.of(axis, all.getMin(), all.getMax());
  }

  private static DoubleStream abscissas(Mark mark) {
    return switch (mark) {
      case Mark.Curve(Series points, Style _) -> IntStream.range(0, points.size()).mapToDouble(points::x);
      case Mark.Level _ -> DoubleStream.empty();
      case Mark.Histogram bars -> IntStream.range(0, bars.steps().size()).mapToDouble(bars.steps()::x);
      case Mark.Map map -> map.cells().stream().flatMapToDouble(cell -> DoubleStream.of(cell.left(), cell.right()));
    };
  }

  private static DoubleStream ordinates(Mark mark) {
    return switch (mark) {
      case Mark.Curve(Series points, Style _) -> IntStream.range(0, points.size()).mapToDouble(points::y);
      case Mark.Level level -> DoubleStream.of(level.y());
      case Mark.Histogram bars -> IntStream.range(0, bars.steps().size() - 1).mapToDouble(bars.steps()::y);
      case Mark.Map map -> map.cells().stream().flatMapToDouble(cell -> DoubleStream.of(cell.bottom(), cell.top()));
    };
  }

  private static void style(AxesChartStyler styler) {
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setChartFontColor(INK);
    styler.setChartPadding(FINE * 7);
    styler.setChartTitleVisible(false);
    styler.setLegendVisible(false);
    styler.setPlotBorderVisible(false);
    styler.setPlotMargin(0);
    styler.setPlotContentSize(1);
    styler.setPlotGridLinesVisible(false);
    styler.setPlotTicksMarksVisible(false);
    styler.setAxisTickLabelsFont(PlotFont.size(FINE * TICK_TEXT));
    styler.setAxisTitleFont(PlotFont.size(FINE * TITLE_TEXT));
    styler.setAxisTickLabelsColor(INK);
    styler.setAxisTickMarksColor(INK);
    styler.setAxisTickMarksStroke(new BasicStroke(FINE * 0.8f, BasicStroke.CAP_SQUARE, BasicStroke.JOIN_MITER));
    styler.setAxisTickMarkLength(FINE * 3);
    styler.setAxisTickPadding(FINE * 3);
    styler.setAxisTitlePadding(FINE * 6);
    styler.setYAxisLabelAlignment(AxesChartStyler.TextAlignment.Right);
    styler.setXAxisTickMarkSpacingHint(FINE * 46);
    styler.setYAxisTickMarkSpacingHint(FINE * 26);
    styler.setAntiAlias(true);
  }

  private static void scale(AxesChartStyler styler, Ruler x, Ruler y) {
    styler.setXAxisLogarithmic(x.logarithmic());
    styler.setYAxisLogarithmic(y.logarithmic());
    styler.setXAxisLogarithmicDecadeOnly(false);
    styler.setYAxisLogarithmicDecadeOnly(false);
    styler.setXAxisMin(x.least());
    styler.setXAxisMax(x.greatest());
    styler.setYAxisMin(y.least());
    styler.setYAxisMax(y.greatest());
    styler.setXAxisTickLabelsFormattingFunction(x::label);
    styler.setYAxisTickLabelsFormattingFunction(y::label);
  }

  /// An invisible series from corner to corner. Its three points are not equally spaced, because XChart puts ticks on
  /// nothing but data where they are.
  private static void spanCorners(XYChart chart, Ruler x, Ruler y) {
    double[] xs = {x.least(), x.at(0.382), x.greatest()};
    double[] ys = {y.least(), y.at(0.382), y.greatest()};
    XYSeries corners = chart.addSeries("corners", xs, ys);
    corners.setMarker(SeriesMarkers.NONE);
    corners.setLineStyle(SeriesLines.NONE);
  }
}

package org.linnet.figures;

import java.util.List;
import org.linnet.figures.plot.Axis;
import org.linnet.figures.plot.Ink;
import org.linnet.figures.plot.Mark;
import org.linnet.figures.plot.Panel;
import org.linnet.figures.plot.Picture;
import org.linnet.figures.plot.Series;
import org.linnet.figures.plot.Style;

/// A figure for tests: a line of a slope that must be at most `bound`.
public record StraightLine(String id, double bound) implements Figure<StraightLine.Settings, Double> {
  /// The slope of each setup.
  public record Settings(double slope) {}

  @Override
  public Source source() {
    return new Source("nobody2026", "Figure <1>");
  }

  @Override
  public String title() {
    return "A line & nothing else";
  }

  @Override
  public Settings quick() {
    return new Settings(1);
  }

  @Override
  public Settings paper() {
    return new Settings(2);
  }

  @Override
  public List<String> choices() {
    return List.of("The slope is <chosen>.");
  }

  @Override
  public Double compute(Settings settings, Context context) {
    return settings.slope();
  }

  @Override
  public Picture draw(Double slope) {
    Series line = Series.of(new double[]{0, 1}, new double[]{0, slope});
    Panel panel = new Panel("", Axis.linear("x"), Axis.linear("y"),
        List.of(new Mark.Curve(line, Style.line(Ink.BLACK))));
    return new Picture(200, List.of(new Picture.Row(100, List.of(panel))), List.of());
  }

  @Override
  public String caption(Double slope) {
    return "Slope " + slope + ".";
  }

  @Override
  public Table table(Double slope) {
    return new Table(List.of("x", "y"), List.of(List.of(0, 0), List.of(1, slope)));
  }

  @Override
  public List<Assertion> assertions(Double slope) {
    return List.of(Assertion.atMost("the slope is small", slope, bound));
  }

  @Override
  public List<String> dataSets(Double slope) {
    return List.of();
  }
}

package org.linnet.figures.plot;

import java.util.List;

/// Something drawn in a panel.
public sealed interface Mark {
  /// Points joined by a line, marked by symbols, or both.
  record Curve(Series points, Style style) implements Mark {}

  /// A horizontal reference line across the panel, with a small text at its right end.
  record Level(double y, String text, Style style) implements Mark {}

  /// Filled bars that touch: height `y(i)` from `x(i)` to `x(i+1)`; the last point only ends the last bar.
  record Histogram(Series steps, Ink ink) implements Mark {}

  /// Coloured rectangles, from dark at `least` to bright at `greatest`; values beyond get the colour of the nearer end.
  record Map(List<Cell> cells, double least, double greatest) implements Mark {
    public Map {
      cells = List.copyOf(cells);
    }
  }

  /// A rectangle of a map with a short text in its middle; grey where the value is not finite.
  record Cell(double left, double right, double bottom, double top, double value, String text) {
    /// A cell for a grid of powers of two: from `x/√2` to `√2 x`, likewise in `y`.
    public static Cell aroundPowers(double x, double y, double value, String text) {
      double r = Math.sqrt(2);
      return new Cell(x / r, x * r, y / r, y * r, value, text);
    }
  }
}

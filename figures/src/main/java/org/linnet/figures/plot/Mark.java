package org.linnet.figures.plot;

/// Something drawn in a panel.
public sealed interface Mark {
  /// Points joined by a line, marked by symbols, or both.
  record Curve(Series points, Style style) implements Mark {}

  /// A horizontal reference line across the panel, with a small text at its right end.
  record Level(double y, String text, Style style) implements Mark {}
}

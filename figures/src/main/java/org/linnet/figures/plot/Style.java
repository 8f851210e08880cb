package org.linnet.figures.plot;

/// How a mark looks.
public record Style(Ink ink, Line line, Symbol symbol) {
  /// The line through the points.
  public enum Line {
    NONE, SOLID, DASHED
  }

  /// What is drawn at each point.
  public enum Symbol {
    NONE, CIRCLE,
    /// Filled with the ink's tint, as histograms are: for the legend.
    BAR
  }

  /// Theory: a solid line.
  public static Style line(Ink ink) {
    return new Style(ink, Line.SOLID, Symbol.NONE);
  }

  /// A bound or a reference: a dashed line.
  public static Style dashed(Ink ink) {
    return new Style(ink, Line.DASHED, Symbol.NONE);
  }

  /// Measurements: open circles, so that a line under them stays visible.
  public static Style circles(Ink ink) {
    return new Style(ink, Line.NONE, Symbol.CIRCLE);
  }

  /// A histogram, in the legend.
  public static Style bars(Ink ink) {
    return new Style(ink, Line.NONE, Symbol.BAR);
  }
}

package org.linnet.figures.plot;

import java.util.List;

/// A grid of panels under one shared legend.
///
/// @param panelWidth the width of each panel in pixels of 1/96 inch, tick labels included
/// @param rows the rows from top to bottom; the panels of a column are aligned
/// @param legend the shared legend, in order; empty for none
public record Picture(int panelWidth, List<Row> rows, List<Key> legend) {
  /// A row of panels.
  ///
  /// @param height in pixels of 1/96 inch, without the panels' titles
  /// @param panels from left to right
  public record Row(int height, List<Panel> panels) {
    public Row {
      panels = List.copyOf(panels);
      requireAtLeast("row height", height, 60);
      requireAtLeast("number of panels in a row", panels.size(), 1);
    }
  }

  /// An entry of the legend.
  public record Key(String text, Style style) {}

  public Picture {
    rows = List.copyOf(rows);
    legend = List.copyOf(legend);
    requireAtLeast("panel width", panelWidth, 100);
    requireAtLeast("number of rows", rows.size(), 1);
  }

  private static void requireAtLeast(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(what + " must be at least " + least + ", got " + value);
    }
  }
}

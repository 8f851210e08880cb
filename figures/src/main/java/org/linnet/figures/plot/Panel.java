package org.linnet.figures.plot;

import java.util.List;

/// A plot with two axes.
///
/// @param title above the axes; empty for none
/// @param marks drawn in this order
public record Panel(String title, Axis x, Axis y, List<Mark> marks) {
  public Panel {
    marks = List.copyOf(marks);
  }
}

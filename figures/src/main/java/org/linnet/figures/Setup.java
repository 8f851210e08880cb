package org.linnet.figures;

import java.util.Locale;

/// Which settings a figure is computed with.
public enum Setup {
  /// Seconds to at most a minute on two cores.
  QUICK,
  /// Those of the paper.
  PAPER;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

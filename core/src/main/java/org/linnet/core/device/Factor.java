package org.linnet.core.device;

/// A matrix as the left factor of many products, between which its numbers seldom change.
///
/// Made by [Device#factor]. A device may keep a copy of the numbers in the order in which its products read them; it has the numbers
/// that the matrix had when the factor was made or last [renewed][Device#renew].
public final class Factor {
  final Matrix matrix;
  final Object panels; // float[] or double[]; null where products read the matrix itself

  Factor(Matrix matrix, Object panels) {
    this.matrix = matrix;
    this.panels = panels;
  }

  @Override
  public String toString() {
    return "factor " + matrix;
  }
}

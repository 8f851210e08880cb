package org.linnet.rmt.law;

/// Checks that the laws share.
final class Checks {
  private Checks() {}

  static void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }

  static void requirePositive(String name, double value) {
    require(value > 0 && Double.isFinite(value), name + " must be positive and finite, got " + value);
  }

  static void requireNumber(double x) {
    require(!Double.isNaN(x), "x must be a number, got NaN");
  }

  static void requireProbability(double p) {
    require(p >= 0 && p <= 1, "a probability must be in [0, 1], got " + p);
  }

  static void requireOrder(int k) {
    require(k >= 0, "the order of a moment must be at least 0, got " + k);
  }

  static void requireSize(int n) {
    require(n >= 1, "the size of a matrix must be at least 1, got " + n);
  }
}

package org.linnet.core.cli;

/// Rules for the values of options.
final class Checks {
  private Checks() {}

  static void requireAtLeast(String option, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(option + " must be at least " + least + ", got " + value);
    }
  }
}

package org.linnet.figures;

/// A check of a figure's data: a measured number and the bound it must keep.
///
/// @param statement what is asserted, in words
/// @param relation which side of the bound the measured number must be on
/// @param passed whether it is
public record Assertion(String statement, Relation relation, double bound, double measured, boolean passed) {
  /// How a measured number relates to a bound. NaN keeps no bound.
  public enum Relation {
    AT_MOST("at most"), AT_LEAST("at least");

    private final String words;

    Relation(String words) {
      this.words = words;
    }

    /// The relation in words.
    public String words() {
      return words;
    }
  }

  /// `measured <= bound`.
  public static Assertion atMost(String statement, double measured, double bound) {
    return new Assertion(statement, Relation.AT_MOST, bound, measured, measured <= bound);
  }

  /// `measured >= bound`.
  public static Assertion atLeast(String statement, double measured, double bound) {
    return new Assertion(statement, Relation.AT_LEAST, bound, measured, measured >= bound);
  }
}

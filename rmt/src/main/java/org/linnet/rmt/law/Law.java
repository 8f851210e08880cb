package org.linnet.rmt.law;

import java.util.List;

/// A probability law on the real line: a density and at most a few atoms.
///
/// Numbers that are no argument of a law (`NaN`, a probability outside `[0, 1]`, a negative order) are refused with an
/// [IllegalArgumentException] by every method.
public interface Law {
  /// A point that carries mass.
  ///
  /// @param position where
  /// @param mass how much, in `(0, 1)`
  record Atom(double position, double mass) {}

  /// The density of the absolutely continuous part at `x`; its integral is 1 less the mass of the [#atoms]. It is 0 outside
  /// [#support] and infinite where the density has a pole.
  double density(double x);

  /// `P(X <= x)`, atoms included.
  double cdf(double x);

  /// The smallest `x` with `cdf(x) >= p`; at `p = 0` the lower end of the law.
  double quantile(double p);

  /// The smallest interval that carries the absolutely continuous part.
  Interval support();

  /// The points that carry mass, in increasing order.
  default List<Atom> atoms() {
    return List.of();
  }

  /// `E X^k`, atoms included; infinite where it exceeds the range of a double.
  double moment(int k);
}

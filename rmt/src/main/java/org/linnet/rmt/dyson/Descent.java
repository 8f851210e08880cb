package org.linnet.rmt.dyson;

/// Ways to the physical solution of the Dyson equation at a point above the real axis: from a solution nearby, or down from
/// where it cannot be missed. Abscissae `x` are measured from the activity decay.
final class Descent {
  private static final double RELATIVE_HEIGHT = 1e-10;
  private static final double LOWEST = 1e-150; // of the bound of the support, for x = 0
  private static final int AVERAGES = 60;
  private static final int MAX_ROUNDS = 50;
  private static final int NEARBY_STEPS = 12;

  private final HessianEnsemble ensemble;
  private final double bound;
  private final DysonWorkspace at;
  private final DysonWorkspace last;
  private double height;

  Descent(HessianEnsemble ensemble) {
    this.ensemble = ensemble;
    bound = ensemble.bound();
    at = new DysonWorkspace(ensemble);
    last = new DysonWorkspace(ensemble);
  }

  /// The height that resolves the spectrum at `x`.
  double heightAt(double x) {
    return Math.max(RELATIVE_HEIGHT * Math.abs(x), LOWEST * bound);
  }

  DysonWorkspace workspace() {
    return at;
  }

  /// The height of the last solution.
  double height() {
    return height;
  }

  DysonSolution solution(double x) {
    return new DysonSolution(x + ensemble.decay(), height, ensemble.size(), at);
  }

  /// Newton's iteration from the last solution; if it is not accepted, all the way down.
  void follow(double x, double target) {
    at.z(x, target);
    height = target;
    if (!at.newton(NEARBY_STEPS)) {
      descend(x, target);
    }
  }

  /// From where the averaged iteration converges down to `target`, or as far as solutions are accepted: see [#height()].
  void descend(double x, double target) {
    height = Math.max(target, Math.max(bound, Math.abs(x)));
    at.start(x, height, 2);
    int rounds = 0;
    do {
      if (rounds++ == MAX_ROUNDS) {
        throw new ArithmeticException("the numbers of " + ensemble + " span too many orders for double precision");
      }
      at.average(AVERAGES); // a contraction at this height
    } while (!at.newton());
    double factor = 0.3;
    while (height > target && factor < 0.995) {
      last.copy(at);
      double next = Math.max(target, height * factor);
      at.derivative();
      at.predictRoots(0, next - height);
      at.z(x, next);
      if (at.newton()) {
        height = next;
        factor = Math.max(Math.pow(factor, 1.5), 0.1);
      } else {
        at.restore(last);
        factor = Math.sqrt(factor);
      }
    }
  }
}

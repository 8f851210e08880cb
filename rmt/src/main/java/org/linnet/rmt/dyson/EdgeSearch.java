package org.linnet.rmt.dyson;

import java.util.OptionalDouble;

/// Edges of the support, by Newton's iteration along the real axis outside of it.
///
/// **Why**: outside the support the total trace `G = sum_l nu(l) g(l)` increases, `φ = dλ/dG > 0`, and at a soft edge
/// `λ = λe ± (G - Ge)²/C² + ..` is smooth in `G`, so `φ` vanishes there and `G` is smooth in `φ`:
/// `G = Ge + b φ + c φ² + ..`, `λe = λ - b φ²/2 - 2 c φ³/3 - ..`, `C² = 2 |b|`. The search fits `b` and `c` to its last three
/// points, goes most of the way to `λe`, and goes half the way back while a point is not physical.
///
/// **Numerics**: some 20 points, a few Newton steps each.
final class EdgeSearch {
  private static final int POINTS = 300;
  private static final int AVERAGES = 30;
  private static final int STEPS = 12;
  private static final double TRUST = 0.3;
  private static final double FORWARD = 0.98;
  private static final double CAREFUL = 0.8;
  private static final double CLOSEST = 0x1p-49;
  private static final double SHARP = 1e-4;
  private static final double POSITION = 1e-12;
  private static final double AMPLITUDE = 1e-6;

  private final HessianEnsemble ensemble;
  private final Descent descent;
  private final DysonWorkspace at;
  private final DysonWorkspace last;
  private final double size;
  private double level; // the part of the spectrum below, times size
  private ComplexVector v;

  private final double[] phi = new double[3]; // newest first
  private final double[] trace = new double[3];
  private final double[] abscissa = new double[3];
  private final double[] stepPhi = new double[3];
  private final double[] stepAbscissa = new double[3];
  private double x;
  private double edge;
  private double amplitude;

  EdgeSearch(HessianEnsemble ensemble) {
    this.ensemble = ensemble;
    descent = new Descent(ensemble);
    at = new DysonWorkspace(ensemble);
    last = new DysonWorkspace(ensemble);
    size = ensemble.size();
  }

  /// The lower edge of the whole support.
  Edge lower() {
    level = 0;
    return fromOutside(-1);
  }

  /// The upper edge of the whole support.
  Edge upper() {
    level = size;
    return fromOutside(1);
  }

  private Edge fromOutside(int side) {
    for (double start = 16 * ensemble.bound(); Double.isFinite(start); start *= 1024) {
      x = side * start;
      at.start(x, 0, 1);
      at.average(AVERAGES);
      if (at.newton() && physical()) {
        return march(-side);
      }
    }
    return new Edge.Unlocated(side * Double.POSITIVE_INFINITY, "no solution was found outside the support");
  }

  /// The eigenvalue above the upper edge that a fixed number of outputs adds: where `1/gamma(L) + nu(H) s(L) g(H)`, which
  /// increases, vanishes. To be called after [#upper()].
  OptionalDouble outlier() {
    if (ensemble.outputRatio() > 0 || level < size || !(outputPivot() < 0)) {
      return OptionalDouble.empty();
    }
    double low = x;
    double high = 2 * x;
    while (advance(x, high) && outputPivot() < 0) {
      high *= 2;
    }
    while (high - low > 0x1p-50 * high) {
      double middle = (low + high) / 2;
      if (middle == low || middle == high || !advance(x, middle)) {
        break;
      }
      if (outputPivot() < 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return OptionalDouble.of((low + high) / 2 + ensemble.decay());
  }

  private double outputPivot() {
    int L = ensemble.depth();
    return 1 / ensemble.precision(L) + ensemble.ratio(L - 1) * ensemble.strength(L) * at.m.re[at.n - 1];
  }

  /// The next edge to the right (`direction` 1) or left (-1) of `from`, which is in a gap where `above` was solved.
  Edge fromGap(double from, DysonWorkspace above, int direction) {
    if (!enter(from, above)) {
      return new Edge.Unlocated(from, "the gap closes where the search for its edges starts");
    }
    return march(direction);
  }

  /// Whether `from`, just above which `above` was solved, is outside the support.
  boolean enter(double from, DysonWorkspace above) {
    x = from;
    at.toAxis(x, above);
    if (!at.newton()) {
      return false;
    }
    level = at.partBelow();
    return physical();
  }

  /// The part of the spectrum below, times its size, at the last point.
  double level() {
    return level;
  }

  private Edge march(int direction) {
    edge = Double.NaN;
    amplitude = Double.NaN;
    Edge best = null;
    double bestChange = 1e3 * AMPLITUDE;
    for (int k = 0; k < POINTS; k++) {
      boolean step = record();
      double from = x;
      double next = from + direction * (direction * from < 0 ? 0.75 : 0.25) * Math.abs(from);
      if (k >= 2) {
        double previous = amplitude;
        double moved = fit();
        double change = Math.abs(amplitude / previous - 1);
        if (step && moved <= 1e3 * POSITION * Math.abs(edge) && change <= bestChange) {
          best = new Edge.Soft(edge + ensemble.decay(), moved + 0x1p-50 * Math.abs(edge), amplitude);
          bestChange = change;
        }
        if (best != null && moved <= POSITION * Math.abs(edge) && change <= AMPLITUDE) {
          return best;
        }
        double left = Math.abs(edge - from);
        if ((edge - from) * direction > 0 && moved < TRUST * left) {
          next = from + (moved < 1e-2 * left ? FORWARD : CAREFUL) * (edge - from);
        }
      }
      while (!advance(from, next)) {
        next = (from + next) / 2;
        if (Math.abs(next - from) <= CLOSEST * Math.abs(from)) {
          return best == null ? end() : best;
        }
      }
    }
    return best == null ? end() : best;
  }

  /// Fits edge and amplitude to the last three points; by how much the edge moved.
  private double fit() {
    double previous = edge;
    double first = (trace[0] - trace[1]) / (phi[0] - phi[1]);
    double second = (trace[1] - trace[2]) / (phi[1] - phi[2]);
    double c = (first - second) / (phi[0] - phi[2]);
    double b = first - c * (phi[0] + phi[1]);
    edge = x - phi[0] * phi[0] * (b / 2 + 2 * c * phi[0] / 3);
    amplitude = Math.sqrt(2 * Math.abs(b));
    return Math.abs(edge - previous);
  }

  /// Where the search ends without a square root: `φ` vanishes like the square of the distance from an atom, and like its power
  /// 3/2 from a hard edge.
  private Edge end() {
    double atom = extrapolated(2, 0);
    double atomError = Math.abs(atom - extrapolated(2, 1));
    double hard = extrapolated(1.5, 0);
    double hardError = Math.abs(hard - extrapolated(1.5, 1));
    double position = atomError < hardError ? atom : hard;
    double error = Math.min(atomError, hardError) + CLOSEST * Math.abs(position);
    return error <= SHARP * Math.abs(position) && Math.abs(position - x) <= SHARP * Math.abs(position)
        ? new Edge.Abrupt(position + ensemble.decay(), error)
        : new Edge.Unlocated(x + ensemble.decay(), "the edge is beyond what double precision can follow");
  }

  /// Where the line through the points `k` and `k + 1` of `φ^(1/power)` over `x` vanishes.
  private double extrapolated(double power, int k) {
    double here = Math.pow(stepPhi[k], 1 / power);
    double before = Math.pow(stepPhi[k + 1], 1 / power);
    return stepAbscissa[k] + here * (stepAbscissa[k] - stepAbscissa[k + 1]) / (before - here);
  }

  /// Goes to `next` along the tangent; back to `from` where there is no physical solution. With Haar weights a root can pass
  /// zero on the axis, where Newton's iteration sticks: then it comes from above.
  private boolean advance(double from, double next) {
    last.copy(at);
    if (ensemble.law() == HessianEnsemble.Law.HAAR) {
      descent.descend(next, descent.heightAt(next));
      at.toAxis(next, descent.workspace());
    } else {
      follow(from, next);
    }
    x = next;
    if (at.newton(STEPS) && physical()) {
      return true;
    }
    at.restore(last);
    x = from;
    v = at.derivative();
    return false;
  }

  private void follow(double from, double next) {
    for (int i = 0; i < at.n; i++) {
      double m = at.m.re[i];
      boolean power = from < 0 && next < 0 && m != 0; // towards 0 from the left everything is nearly a power of x
      at.m.set(i, power ? m * Math.pow(next / from, v.re[i] * from / m) : m + v.re[i] * (next - from), 0);
    }
    at.z(next, 0);
  }

  /// Whether the solution is the Stieltjes transform of a positive measure with `level` of its mass below `x`.
  private boolean physical() {
    v = at.derivative();
    for (int i = 0; i < at.n; i++) {
      double g = at.m.re[i];
      boolean sign = i % 2 == 0 || (level == 0 ? g > 0 : level < size || g < 0);
      if (!(i % 2 == 0 ? v.re[i] >= 0 : v.re[i] > 0) || !sign) {
        return false;
      }
    }
    return Math.abs(at.partBelow() - level) < 1e-9 * size;
  }

  /// Adds the last point to those of the fit, and to those of [#end()] if it was a real step towards the edge; whether it was.
  private boolean record() {
    boolean step = !(Math.abs(x - abscissa[0]) < 0.3 * Math.abs(edge - abscissa[0]));
    push(phi, 1 / at.columnsRe(v));
    push(trace, at.columnsRe(at.m));
    push(abscissa, x);
    if (step) {
      push(stepPhi, phi[0]);
      push(stepAbscissa, x);
    }
    return step;
  }

  private static void push(double[] newest, double value) {
    newest[2] = newest[1];
    newest[1] = newest[0];
    newest[0] = value;
  }
}

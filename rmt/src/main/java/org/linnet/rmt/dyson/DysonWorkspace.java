package org.linnet.rmt.dyson;

import java.util.Arrays;

/// One point `z` of the Dyson equation `m = diag(T(m, z)⁻¹)` and all that is computed at it. Mutable; made once per scan.
///
/// `T` is symmetric and tridiagonal in the order `r(1), c(1), r(2), c(2), .., r(H), c(H), r(L)` of rows `r` (errors) and
/// columns `c` (activities) of `A`; `m` holds `h(l)` at `r(l)` and `g(l)` at `c(l)`. The last row is left out where there are
/// no outputs in the limit (`nu(L) = 0`): it would not act on the others. With `ρ(l) = s(l)` for independent entries and
/// `ρ(l) = 2 s(l)/(1 + w)`, `w = sqrt(1 + 4 s(l) min(nu(l-1), nu(l)) g(l-1) h(l))` for Haar weights,
///
/// `T[r(l)] = -1/gamma(l) - nu(l-1) ρ(l) g(l-1)`, `T[c(l)] = -z - nu(l+1) ρ(l+1) h(l+1)`, `T[r(l), c(l)] = 1`,
/// `T[c(l-1), r(l)] = -tau(l)`.
///
/// **Newton's step**: with forward pivots `p`, backward pivots `q`, `e(i) = t(i)²/p(i)` and
/// `w(i) = (p(i) q(i+1) - t(i)²)/(p(i) q(i+1) + t(i)²)`, the matrix of squares `K = (T⁻¹)²`, entry by entry, has the inverse
///
/// `K⁻¹ = sum_i w(i) u(i) u(i)ᵀ`, `u(i)` being `p(i)` at `i` and `-e(i)` at `i+1`; `w = 1`, `e = 0` for the last.
///
/// So `(I - K S) d = G - m`, `S` the derivative of `-diag T` in `m`, is the tridiagonal system `(K⁻¹ - S) d = K⁻¹ (G - m)`.
/// In this form nothing cancels where `t(i) = 0`, and nothing is divided by `G`, which vanishes at `z = 0` without outputs.
final class DysonWorkspace {
  private static final int STEPS = 40;
  private static final double CONVERGED = 1e-10;
  private static final double ACCEPTED = 1e-8;
  private static final double ACCEPTED_ON_AXIS = 1e-12; // beyond an edge the residual alone says that there is no solution

  private static final double ROOT_JUMP = 0.5;

  final int n;
  final ComplexVector m;
  final ComplexVector p;
  final double[] weight; // nu of row or column i
  private final HessianEnsemble.Law law;
  private final double[] bare; // -1/gamma(l) in rows, 0 in columns
  private final double[] square; // t(i)²
  private final double[] strength; // s(l) at c(l-1), the first of the pair that W(l) links; 0 elsewhere
  private final ComplexVector T;
  private final ComplexVector e;
  private final ComplexVector q;
  private final ComplexVector w;
  private final ComplexVector G;
  private final ComplexVector S; // S(i,i)
  private final ComplexVector link; // (ρ p)' at c(l-1)
  private final ComplexVector root; // w(l) at c(l-1)
  private final ComplexVector lastRoot; // that of the last accepted solution
  private final ComplexVector diagonal;
  private final ComplexVector above;
  private final ComplexVector below;
  private final ComplexVector d;
  private final ComplexVector v;
  private final ComplexVector scratch = new ComplexVector(4);
  private double zRe;
  private double zIm;
  private double correction;

  DysonWorkspace(HessianEnsemble ensemble) {
    int H = ensemble.hiddenLayers();
    n = ensemble.outputRatio() > 0 ? 2 * H + 1 : 2 * H;
    law = ensemble.law();
    weight = new double[n];
    bare = new double[n];
    square = new double[n];
    strength = new double[n];
    for (int l = 1; 2 * l - 2 < n; l++) {
      int row = 2 * l - 2;
      weight[row] = ensemble.ratio(l);
      bare[row] = -1 / ensemble.precision(l);
      if (l > 1) {
        square[row - 1] = ensemble.skip(l) * ensemble.skip(l);
        strength[row - 1] = ensemble.strength(l);
      }
      if (l <= H) {
        weight[row + 1] = ensemble.ratio(l);
        square[row] = 1;
      }
    }
    m = new ComplexVector(n);
    p = new ComplexVector(n);
    T = new ComplexVector(n);
    e = new ComplexVector(n);
    q = new ComplexVector(n);
    w = new ComplexVector(n);
    G = new ComplexVector(n);
    S = new ComplexVector(n);
    link = new ComplexVector(n);
    root = new ComplexVector(n);
    lastRoot = new ComplexVector(n);
    diagonal = new ComplexVector(n);
    above = new ComplexVector(n);
    below = new ComplexVector(n);
    d = new ComplexVector(n);
    v = new ComplexVector(n);
  }

  /// Sets `z`, and `m` to `g = -1/z`, `h = -gamma/divisor`: where `|z|` is large the solution has `divisor = 1`, and half of
  /// that starts the averaged iteration.
  void start(double real, double imaginary, double divisor) {
    z(real, imaginary);
    double norm = real * real + imaginary * imaginary;
    Arrays.fill(lastRoot.re, 1);
    Arrays.fill(lastRoot.im, 0);
    for (int i = 0; i < n; i += 2) {
      m.set(i, 1 / (divisor * bare[i]), 0);
    }
    for (int i = 1; i < n; i += 2) {
      m.set(i, -real / norm, imaginary / norm);
    }
  }

  void z(double real, double imaginary) {
    zRe = real;
    zIm = imaginary;
  }

  /// `m <- (m + G)/2`, which converges from any start in the upper half-plane, the slower the closer to the real axis.
  void average(int times) {
    for (int k = 0; k < times; k++) {
      evaluate();
      for (int i = 0; i < n; i++) {
        m.set(i, (m.re[i] + G.re[i]) / 2, (m.im[i] + G.im[i]) / 2);
      }
    }
  }

  /// Newton's iteration at `z`; whether it ended at a point that [#accepted()].
  boolean newton(int steps) {
    correction = Double.POSITIVE_INFINITY;
    for (int k = 0; k < steps && correction > CONVERGED; k++) {
      evaluate();
      step();
      if (!Double.isFinite(correction)) {
        return false;
      }
    }
    evaluate();
    if (!accepted()) {
      return false;
    }
    lastRoot.copy(root);
    return true;
  }

  boolean newton() {
    return newton(STEPS);
  }

  /// The acceptance test, which is never skipped: the equation holds, and off the real axis the solution is the physical one,
  /// the only one with `Im g > 0` and `Im h >= 0`. What is physical on the real axis is the caller's to see.
  private boolean accepted() {
    for (int i = 0; i < n; i++) {
      boolean column = i % 2 == 1;
      boolean physical = zIm == 0 || (column ? m.im[i] > 0 : m.im[i] >= -1e-15 * Math.abs(m.re[i]));
      if (!physical) {
        return false;
      }
    }
    for (int i = 1; law == HessianEnsemble.Law.HAAR && i + 1 < n; i += 2) {
      double jump = Math.abs(root.re[i] - lastRoot.re[i]) + Math.abs(root.im[i] - lastRoot.im[i]);
      double sum = Math.abs(root.re[i] + lastRoot.re[i]) + Math.abs(root.im[i] + lastRoot.im[i]);
      if (!(jump <= ROOT_JUMP * sum)) {
        return false;
      }
    }
    return residual() < (zIm == 0 ? ACCEPTED_ON_AXIS : ACCEPTED); // false where it is not a number
  }

  /// `max |G - m|/|m|` where [#evaluate()] was last called.
  double residual() {
    double worst = 0;
    for (int i = 0; i < n; i++) {
      double difference = Math.abs(G.re[i] - m.re[i]) + Math.abs(G.im[i] - m.im[i]);
      double relative = difference / (m.size(i) + Double.MIN_NORMAL);
      if (!(relative <= worst)) {
        worst = relative;
      }
    }
    return worst;
  }

  /// The last relative correction of Newton's iteration; the error after it is of the order of its square.
  double correction() {
    return correction;
  }

  /// `T`, its pivots and `G = diag T⁻¹` at `m`.
  private void evaluate() {
    for (int i = 0; i < n; i++) {
      T.set(i, bare[i], 0);
      if (i % 2 == 1) {
        T.set(i, -zRe, -zIm);
      }
    }
    for (int i = 1; i + 1 < n; i += 2) {
      addSelfEnergies(i);
    }
    for (int i = 0; i < n; i++) { // p(i) = T(i) - e(i-1), e(i) = t(i)²/p(i)
      p.set(i, T.re[i], T.im[i]);
      if (i > 0) {
        p.difference(i, p, i, e, i - 1);
      }
      e.quotient(i, i + 1 < n ? square[i] : 0, p, i);
    }
    for (int i = n - 1; i >= 0; i--) {
      double t2 = square[i];
      q.set(i, T.re[i], T.im[i]);
      if (i + 1 == n || t2 == 0) {
        w.set(i, 1, 0);
        G.quotient(i, 1, p, i);
      } else {
        scratch.quotient(0, t2, q, i + 1);
        q.difference(i, q, i, scratch, 0); // q(i) = T(i) - t(i)²/q(i+1)
        scratch.product(1, p, i, q, i + 1);
        scratch.set(2, scratch.re[1] - t2, scratch.im[1]);
        scratch.set(3, scratch.re[1] + t2, scratch.im[1]);
        w.quotient(i, scratch, 2, scratch, 3); // w(i) = (p(i) q(i+1) - t(i)²)/(p(i) q(i+1) + t(i)²)
        G.quotient(i, q, i + 1, scratch, 2); // G(i) = q(i+1)/(p(i) q(i+1) - t(i)²)
      }
    }
  }

  /// What `W(l)` adds to `T` at `c(l-1)`, here `i`, and at `r(l)`; and the derivatives of that.
  private void addSelfEnergies(int i) {
    double s = strength[i];
    double column = weight[i];
    double row = weight[i + 1];
    if (law == HessianEnsemble.Law.INDEPENDENT) {
      T.set(i, T.re[i] - row * s * m.re[i + 1], T.im[i] - row * s * m.im[i + 1]);
      T.set(i + 1, T.re[i + 1] - column * s * m.re[i], T.im[i + 1] - column * s * m.im[i]);
      link.set(i, s, 0);
      return;
    }
    double smaller = Math.min(row, column);
    double k = s * smaller;
    scratch.product(0, m, i, m, i + 1);
    takeRoot(i, 1 + 4 * k * scratch.re[0], 4 * k * scratch.im[0]); // w = sqrt(1 + 4 k g h)
    scratch.set(2, 1 + root.re[i], root.im[i]);
    scratch.quotient(3, 2 * s, scratch, 2); // ρ = 2 s/(1 + w)
    scratch.product(0, scratch, 3, m, i + 1);
    T.set(i, T.re[i] - row * scratch.re[0], T.im[i] - row * scratch.im[0]);
    scratch.product(0, scratch, 3, m, i);
    T.set(i + 1, T.re[i + 1] - column * scratch.re[0], T.im[i + 1] - column * scratch.im[0]);
    link.quotient(i, s, root, i); // (ρ p)' = s/w
    scratch.product(0, scratch, 3, scratch, 3);
    scratch.quotient(0, scratch, 0, root, i);
    scratch.set(0, -smaller * scratch.re[0], -smaller * scratch.im[0]); // ρ' = -min(nu(l-1), nu(l)) ρ²/w
    scratch.product(2, m, i + 1, m, i + 1);
    scratch.product(3, scratch, 0, scratch, 2);
    S.set(i, row * scratch.re[3], row * scratch.im[3]); // nu(l) ρ' h²
    scratch.product(2, m, i, m, i);
    scratch.product(3, scratch, 0, scratch, 2);
    S.set(i + 1, column * scratch.re[3], column * scratch.im[3]); // nu(l-1) ρ' g²
  }

  /// `root(i) = sqrt(re + i im)`, that of the two roots which continues the last solution: far above the real axis it is 1.
  private void takeRoot(int i, double re, double im) {
    double modulus = Math.sqrt(Math.hypot(re, im));
    double half = Math.atan2(im, re) / 2;
    double rootRe = im == 0 && re < 0 ? 0 : modulus * Math.cos(half);
    double rootIm = im == 0 && re >= 0 ? 0 : modulus * Math.sin(half);
    boolean other = rootRe * lastRoot.re[i] + rootIm * lastRoot.im[i] < 0;
    root.set(i, other ? -rootRe : rootRe, other ? -rootIm : rootIm);
  }

  /// `m <- m + d`, `(K⁻¹ - S) d = K⁻¹ (G - m)`; off the real axis `d` is halved until all `Im g > 0`.
  private void step() {
    factor();
    for (int i = 0; i < n; i++) {
      v.difference(i, G, i, m, i); // the residual
    }
    for (int i = 0; i < n; i++) { // scratch(0) = w(i) (p(i) r(i) - e(i) r(i+1))
      scratch.product(0, p, i, v, i);
      if (i + 1 < n) {
        scratch.subtractProduct(0, e, i, v, i + 1);
      }
      scratch.product(0, scratch, 0, w, i);
      d.product(i, p, i, scratch, 0);
      if (i > 0) {
        d.subtractProduct(i, e, i - 1, scratch, 1);
      }
      scratch.set(1, scratch.re[0], scratch.im[0]);
    }
    solve(d);
    double factor = zIm > 0 ? damping() : 1;
    correction = 0;
    for (int i = 0; i < n; i++) {
      m.set(i, m.re[i] + factor * d.re[i], m.im[i] + factor * d.im[i]);
      double relative = d.size(i) / (m.size(i) + Double.MIN_NORMAL);
      if (!(relative <= correction)) {
        correction = relative;
      }
    }
  }

  private double damping() {
    double factor = 1;
    for (int i = 1; i < n; i += 2) {
      while (factor > 1e-6 && m.im[i] + factor * d.im[i] <= 0) {
        factor /= 2;
      }
    }
    return factor;
  }

  /// The elimination of `K⁻¹ - S`: pivots in `diagonal`, factors in `below`.
  private void factor() {
    for (int i = 0; i < n; i++) {
      scratch.product(0, p, i, p, i);
      diagonal.product(i, scratch, 0, w, i); // p(i)² w(i) + e(i-1)² w(i-1) - S(i,i)
      diagonal.difference(i, diagonal, i, S, i);
      if (i > 0) {
        scratch.product(0, e, i - 1, e, i - 1);
        diagonal.addProduct(i, scratch, 0, w, i - 1);
      }
      if (i + 1 < n) { // -t(i)² w(i) - S(i,i+1), and with S(i+1,i)
        above.set(i, -square[i] * w.re[i] - weight[i + 1] * link.re[i],
            -square[i] * w.im[i] - weight[i + 1] * link.im[i]);
        below.set(i, -square[i] * w.re[i] - weight[i] * link.re[i], -square[i] * w.im[i] - weight[i] * link.im[i]);
      }
    }
    for (int i = 1; i < n; i++) {
      below.quotient(i - 1, below, i - 1, diagonal, i - 1);
      diagonal.subtractProduct(i, below, i - 1, above, i - 1);
    }
  }

  private void solve(ComplexVector b) {
    for (int i = 1; i < n; i++) {
      b.subtractProduct(i, below, i - 1, b, i - 1);
    }
    b.quotient(n - 1, b, n - 1, diagonal, n - 1);
    for (int i = n - 2; i >= 0; i--) {
      b.subtractProduct(i, above, i, b, i + 1);
      b.quotient(i, b, i, diagonal, i);
    }
  }

  /// `dm/dz`, where [#evaluate()] was last called: `(K⁻¹ - S) v = 1` in the columns.
  ComplexVector derivative() {
    factor();
    for (int i = 0; i < n; i++) {
      v.set(i, i % 2, 0);
    }
    solve(v);
    return v;
  }

  /// Predicts the roots of Haar weights at `z + re + i im` along the tangent `v = dm/dz`, which [#derivative()] has computed, so
  /// that the next solution takes the nearest ones: `dw/dz = 2 k (g h)'/w`.
  void predictRoots(double re, double im) {
    scratch.set(3, re, im);
    for (int i = 1; law == HessianEnsemble.Law.HAAR && i + 1 < n; i += 2) {
      double k = strength[i] * Math.min(weight[i], weight[i + 1]);
      scratch.product(0, v, i, m, i + 1);
      scratch.addProduct(0, m, i, v, i + 1);
      scratch.quotient(0, scratch, 0, root, i);
      scratch.product(0, scratch, 0, scratch, 3);
      lastRoot.set(i, root.re[i] + 2 * k * scratch.re[0], root.im[i] + 2 * k * scratch.im[0]);
    }
  }

  /// `sum_l nu(l) x(c(l))`, the real part.
  double columnsRe(ComplexVector x) {
    double sum = 0;
    for (int i = 1; i < n; i += 2) {
      sum += weight[i] * x.re[i];
    }
    return sum;
  }

  /// `sum_l nu(l) x(c(l))`, the imaginary part.
  double columnsIm(ComplexVector x) {
    double sum = 0;
    for (int i = 1; i < n; i += 2) {
      sum += weight[i] * x.im[i];
    }
    return sum;
  }

  /// The part of the spectrum below a real `z` outside the support, times its size: `-Im Φ/π` where all arguments are 0 or `-π`.
  double partBelow() {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += (p.re[i] < 0 ? weight[i] : 0) - (i % 2 == 0 ? weight[i] : 0);
      boolean pole = law == HessianEnsemble.Law.HAAR && i % 2 == 1 && i + 1 < n && root.re[i] < -1;
      sum += pole ? Math.max(weight[i], weight[i + 1]) : 0;
    }
    return sum;
  }

  /// The imaginary part of `Φ = sum nu log p + sum_l nu(l-1) nu(l) ∫ (2 (ρ p)' - ρ) dp`, arguments in `(-π, 0]`, plus `π` times
  /// the rows: `-π` times the part of the spectrum below.
  double functionalIm() {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double argument = Math.atan2(p.im[i], p.re[i]);
      sum += weight[i] * (argument > 0 ? Math.min(0, argument - 2 * Math.PI) : argument);
      sum += i % 2 == 0 ? Math.PI * weight[i] : 0;
    }
    for (int i = 1; i + 1 < n; i += 2) {
      coupling(i);
      sum += weight[i] * weight[i + 1] * scratch.im[0];
    }
    return sum;
  }

  /// The real part of `Φ` and, for the rows' precisions, `sum nu(l) log gamma(l)`: `log |det(Hz - z)|/N`.
  double functionalRe() {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += weight[i] * (Math.log(p.modulus(i)) - (i % 2 == 0 ? Math.log(-bare[i]) : 0));
    }
    for (int i = 1; i + 1 < n; i += 2) {
      coupling(i);
      sum += weight[i] * weight[i + 1] * scratch.re[0];
    }
    return sum;
  }

  /// `scratch(0) = 2 p ρ - ∫ρ dp`, `p = g h`: `s p` for independent entries. For Haar weights `2 p ρ = (s/k) (w - 1)` and
  /// `∫ρ dp = (s/k) (w - 1 - log((1 + w)/2))`, `k = s min(nu(l-1), nu(l))`.
  private void coupling(int i) {
    double s = strength[i];
    scratch.product(0, m, i, m, i + 1);
    double k = law == HessianEnsemble.Law.HAAR ? s * Math.min(weight[i], weight[i + 1]) : 0;
    if (k == 0) {
      scratch.set(0, s * scratch.re[0], s * scratch.im[0]);
      return;
    }
    double re = root.re[i];
    double im = root.im[i];
    scratch.set(0, s / k * Math.log(Math.hypot(1 + re, im) / 2), s / k * Math.atan2(im, 1 + re));
  }

  /// Goes from a solution just above `x`, outside the support, onto the real axis.
  void toAxis(double x, DysonWorkspace above) {
    for (int i = 0; i < n; i++) {
      m.set(i, above.m.re[i], 0);
      lastRoot.set(i, above.root.re[i], 0);
    }
    z(x, 0);
  }

  /// Remembers a solution for [#restore(DysonWorkspace)].
  void copy(DysonWorkspace other) {
    m.copy(other.m);
    lastRoot.copy(other.root);
    z(other.zRe, other.zIm);
  }

  /// Goes back to a remembered solution.
  void restore(DysonWorkspace other) {
    m.copy(other.m);
    lastRoot.copy(other.lastRoot);
    z(other.zRe, other.zIm);
    evaluate();
  }

  @Override
  public String toString() {
    return "z = " + zRe + " + " + zIm + "i, m = " + Arrays.toString(m.re) + " + i " + Arrays.toString(m.im);
  }
}

package org.linnet.rmt.dyson;

/// Complex numbers that operations write into, element by element, so that no object is made in a loop. Real numbers stay
/// exactly real. An operation may write to an element that it reads.
final class ComplexVector {
  final double[] re;
  final double[] im;

  ComplexVector(int length) {
    re = new double[length];
    im = new double[length];
  }

  void set(int i, double real, double imaginary) {
    re[i] = real;
    im[i] = imaginary;
  }

  void copy(ComplexVector a) {
    System.arraycopy(a.re, 0, re, 0, re.length);
    System.arraycopy(a.im, 0, im, 0, im.length);
  }

  /// `this(i) = a(j) - b(k)`.
  void difference(int i, ComplexVector a, int j, ComplexVector b, int k) {
    set(i, a.re[j] - b.re[k], a.im[j] - b.im[k]);
  }

  /// `this(i) = a(j) b(k)`.
  void product(int i, ComplexVector a, int j, ComplexVector b, int k) {
    set(i, a.re[j] * b.re[k] - a.im[j] * b.im[k], a.re[j] * b.im[k] + a.im[j] * b.re[k]);
  }

  /// `this(i) += a(j) b(k)`.
  void addProduct(int i, ComplexVector a, int j, ComplexVector b, int k) {
    re[i] += a.re[j] * b.re[k] - a.im[j] * b.im[k];
    im[i] += a.re[j] * b.im[k] + a.im[j] * b.re[k];
  }

  /// `this(i) -= a(j) b(k)`.
  void subtractProduct(int i, ComplexVector a, int j, ComplexVector b, int k) {
    re[i] -= a.re[j] * b.re[k] - a.im[j] * b.im[k];
    im[i] -= a.re[j] * b.im[k] + a.im[j] * b.re[k];
  }

  /// `this(i) = a(j)/b(k)`.
  void quotient(int i, ComplexVector a, int j, ComplexVector b, int k) {
    quotient(i, a.re[j], a.im[j], b.re[k], b.im[k]);
  }

  /// `this(i) = a/b(k)`, `a` real.
  void quotient(int i, double a, ComplexVector b, int k) {
    quotient(i, a, 0, b.re[k], b.im[k]);
  }

  /// Smith's division: scaled by the larger part of the divisor, so that nothing overflows on the way.
  private void quotient(int i, double a, double b, double c, double d) {
    if (Math.abs(c) >= Math.abs(d)) {
      double ratio = d / c;
      double divisor = c + d * ratio;
      set(i, (a + b * ratio) / divisor, (b - a * ratio) / divisor);
    } else {
      double ratio = c / d;
      double divisor = c * ratio + d;
      set(i, (a * ratio + b) / divisor, (b * ratio - a) / divisor);
    }
  }

  double modulus(int i) {
    return Math.hypot(re[i], im[i]);
  }

  /// `|re| + |im|`, between the modulus and `√2` times it.
  double size(int i) {
    return Math.abs(re[i]) + Math.abs(im[i]);
  }
}

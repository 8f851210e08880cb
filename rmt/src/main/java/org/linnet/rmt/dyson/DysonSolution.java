package org.linnet.rmt.dyson;

import java.util.Arrays;

/// The solution of the Dyson equation at one point `z = lambda + i height`: it passed the acceptance test, and carries its
/// accuracy.
public final class DysonSolution {
  private final double lambda;
  private final double height;
  private final double residual;
  private final double[] re;
  private final double[] im;
  private final double traceRe;
  private final double traceIm;
  private final double slope;
  private final double distribution;
  private final double logDeterminant;
  private final double size;

  DysonSolution(double lambda, double height, double size, DysonWorkspace at) {
    this.lambda = lambda;
    this.height = height;
    this.size = size;
    residual = at.residual();
    re = at.m.re.clone();
    im = at.m.im.clone();
    traceRe = at.columnsRe(at.m);
    traceIm = at.columnsIm(at.m);
    distribution = -at.functionalIm() / (Math.PI * size);
    logDeterminant = at.functionalRe() / size;
    ComplexVector v = at.derivative();
    slope = Math.hypot(at.columnsRe(v), at.columnsIm(v));
  }

  /// The real part of `z`.
  public double lambda() {
    return lambda;
  }

  /// The height above the real axis that was reached: `z = lambda + i height`.
  public double height() {
    return height;
  }

  /// The largest relative residual of the equation, below 1e-8.
  public double residual() {
    return residual;
  }

  /// `g(l) = (1/N(l)) tr [(Hz - z)⁻¹](l,l)`, the real part, `l = 1..H`.
  public double gRe(int l) {
    return re[column(l)];
  }

  /// `g(l)`, the imaginary part.
  public double gIm(int l) {
    return im[column(l)];
  }

  /// `h(l)`, the normalised trace of block `l` of the errors' corner of the resolvent, the real part, `l = 1..L`; `l = L` only
  /// where `N(L)/N > 0`.
  public double hRe(int l) {
    return re[row(l)];
  }

  /// `h(l)`, the imaginary part.
  public double hIm(int l) {
    return im[row(l)];
  }

  /// `(1/size) tr (Hz - z)⁻¹/N`, the Stieltjes transform of the spectral density: the real part.
  public double stieltjesRe() {
    return traceRe / size;
  }

  /// The Stieltjes transform, the imaginary part.
  public double stieltjesIm() {
    return traceIm / size;
  }

  /// The density of eigenvalues at `lambda`, smoothed by a Lorentzian of half-width `height`.
  public double density() {
    return traceIm / (Math.PI * size);
  }

  /// How much the density changes on the last `height` to the real axis, to first order; large at edges and atoms.
  public double densityError() {
    return (height * slope + residual * Math.abs(traceIm)) / (Math.PI * size);
  }

  /// The fraction of eigenvalues below `lambda`, without integration; smoothed as the density.
  public double distribution() {
    return Math.clamp(distribution, 0, 1);
  }

  /// How much the distribution changes on the last `height` to the real axis, to first order, and a rounding error; at an
  /// atom of the order of its mass.
  public double distributionError() {
    return Math.min(1, height * Math.hypot(traceRe, traceIm) / (Math.PI * size) + re.length * 0x1p-52);
  }

  /// The mean of `log |eigenvalue - z|`: `log |det(Hz - z)|` over the size of `Hz`.
  public double logDeterminant() {
    return logDeterminant;
  }

  private int column(int l) {
    return index(2 * l - 1, l);
  }

  private int row(int l) {
    return index(2 * l - 2, l);
  }

  private int index(int i, int l) {
    if (i < 0 || i >= re.length) {
      throw new IndexOutOfBoundsException("no such layer in the solution of " + re.length + " equations: " + l);
    }
    return i;
  }

  @Override
  public String toString() {
    return "DysonSolution[lambda = " + lambda + ", height = " + height + ", residual = " + residual + ", m = "
        + Arrays.toString(re) + " + i " + Arrays.toString(im) + "]";
  }
}

package org.linnet.figures.spectrum;

import org.linnet.rmt.law.TracyWidom;

/// How far extreme eigenvalues may lie from their expected values in figures, by the law of their fluctuations.
public final class TracyWidomTail {
  /// The probability with which correct theory fails an assertion that bounds a figure's sampled eigenvalues.
  public static final double FALSE_ALARM = 1e-3;
  /// What finite width adds, in standard deviations: the law is one for wide layers, and samples of widths from 32 on have means
  /// within one of it.
  private static final double FINITE_WIDTH = 1;

  private TracyWidomTail() {}

  /// The distance from the mean in standard deviations that the farthest of `draws` exceeds with probability [#FALSE_ALARM] at
  /// most, by Bonferroni's inequality, and an allowance for finite width.
  public static double bound(long draws) {
    TracyWidom law = new TracyWidom();
    double mean = law.moment(1);
    double deviation = Math.sqrt(law.moment(2) - mean * mean);
    double each = FALSE_ALARM / 2 / Math.max(1, draws);
    double farthest = Math.max(law.quantile(1 - each) - mean, mean - law.quantile(each));
    return farthest / deviation + FINITE_WIDTH;
  }
}

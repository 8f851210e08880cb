package org.linnet.rmt.asymptotic;

/// The extreme eigenvalues of the activity Hessian in the limit of wide layers.
///
/// @param lower the smallest
/// @param upper the largest
public record Edges(Asymptote lower, Asymptote upper) {

  /// The condition number `upper/lower`; the relative errors add up.
  public Asymptote condition() {
    return new Asymptote(upper.value() / lower.value(), upper.relativeError() + lower.relativeError());
  }
}

package org.linnet.theory.target;

/// How far targets go: a step size `beta` towards the output target and a damping `lambda` of the step in the hidden layers.
///
/// **Shapes**: both are numbers; `lambda` has the unit of `P(l+1) P(l+1)ᵀ`.
///
/// **Source**: `meulemans2020`, Eq. 2 (`η̂`, in the convention `e_L = h_L - y`) and Condition S3 (`λ`).
///
/// @param stepSize positive; 1 makes `y` the target of the output
/// @param damping not negative; 0 gives the pseudo-inverse
public record TargetStep(double stepSize, double damping) {
  public TargetStep {
    TargetChecks.require(stepSize > 0 && Double.isFinite(stepSize),
        "step size must be positive and finite, got " + stepSize);
    TargetChecks.requireDamping(damping);
  }

  /// The step to `y`, undamped.
  public static TargetStep full() {
    return new TargetStep(1, 0);
  }
}

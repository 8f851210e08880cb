package org.linnet.core.inference;

/// How the activities move, given the gradient of each sample's energy in them.
///
/// For a linear network, gradient descent converges when `beta < 2 / lambda_max` of the activity Hessian, fastest at
/// `2 / (lambda_min + lambda_max)`: [ActivityHessian#eigenvalueBounds()].
public sealed interface Solver {
  /// `z := z - beta ∂F/∂z`: explicit Euler steps of the gradient flow. Source: `innocenti2025thesis`, Algorithm 1.
  ///
  /// @param stepSize `beta`
  record GradientDescent(double stepSize) implements Solver {
    public GradientDescent {
      requireStepSize(stepSize);
    }
  }

  /// `v := mu v - beta ∂F/∂z`, `z := z + v`, from `v = 0`.
  ///
  /// @param stepSize `beta`
  /// @param momentum `mu`
  record Momentum(double stepSize, double momentum) implements Solver {
    public Momentum {
      requireStepSize(stepSize);
      requireShare("momentum", momentum);
    }
  }

  /// Adam on the activities, from zero moments for each batch.
  record Adam(double stepSize, double b1, double b2, double epsilon) implements Solver {
    public Adam {
      requireStepSize(stepSize);
      requireShare("b1", b1);
      requireShare("b2", b2);
      if (!(epsilon > 0)) {
        throw new IllegalArgumentException("Adam's epsilon must be positive, got " + epsilon);
      }
    }

    /// The usual constants 0.9, 0.999 and 1e-8.
    public Adam(double stepSize) {
      this(stepSize, 0.9, 0.999, 1e-8);
    }
  }

  /// The gradient flow `dz/dt = -∂F/∂z` from `t = 0` to `time`, each sample with its own step size.
  ///
  /// Between two evaluations of the gradient, the difference of an Euler and a Heun step estimates the error of the former.
  /// With `q` its root mean square over a sample's free activities, divided by `absolute + relative rms(z)` (of the larger of
  /// the two ends of the Euler step), a step is accepted if `q <= 1`. The next step size is
  /// `0.9 q^(-(p+i+d)/2) q'^((p+2d)/2) q''^(-d/2)` times this one, with `q'` and `q''` of the two accepted steps before (1 at
  /// first) and none of them counted below 1e-10; but at least a fifth of it, at most ten times it after an accepted step and
  /// 0.9 times after a rejected one. The first step size is `0.01 rms(z) / rms(∂F/∂z)`, or 1e-6 where one of them is at most
  /// 1e-5 of `absolute + relative rms(z)`. A step that is rejected counts as a step. A trial whose gradient or
  /// end is not finite is rejected; a sample has diverged when its step is too small to change its time.
  ///
  /// Source: Hairer, Norsett and Wanner, *Solving Ordinary Differential Equations I*, section II.4 (first step, error);
  /// Soderlind, *Digital filters in adaptive time-stepping*, 2003 (the controller; the 2 in the exponents is the order of
  /// the error estimate).
  ///
  /// @param method what is kept of a step
  /// @param relative tolerance
  /// @param absolute tolerance
  /// @param time where the flow ends
  /// @param control the exponents of the step size controller
  record Adaptive(Method method, double relative, double absolute, double time, Pid control) implements Solver {
    public Adaptive {
      if (!(relative >= 0) || !(absolute >= 0) || !(relative + absolute > 0)) {
        throw new IllegalArgumentException(
            "tolerances must not be negative, and one positive, got " + relative + " and " + absolute);
      }
      if (!(time > 0) || !Double.isFinite(time)) {
        throw new IllegalArgumentException("the flow's end must be positive and finite, got " + time);
      }
    }

    /// Heun with tolerances of 1e-3 to time 20 and an I controller: JPC's defaults.
    public Adaptive() {
      this(Method.HEUN, 1e-3, 1e-3, 20, new Pid(0, 1, 0));
    }
  }

  /// What an adaptive step keeps.
  enum Method {
    /// `z - h k1`, of first order.
    EULER,
    /// `z - h/2 (k1 + k2)`, of second order.
    HEUN
  }

  /// The gains of a proportional, integral and differential controller: `p`, `i` and `d`.
  record Pid(double proportional, double integral, double differential) {
    public Pid {
      double sum = proportional + integral + differential;
      if (!(sum > 0) || !Double.isFinite(sum)) {
        throw new IllegalArgumentException(
            "the controller's gains must be finite with a positive sum, so that larger errors shorten the step, got "
                + proportional + ", " + integral + " and " + differential);
      }
    }
  }

  private static void requireStepSize(double stepSize) {
    if (!(stepSize > 0) || !Double.isFinite(stepSize)) {
      throw new IllegalArgumentException("step size must be positive and finite, got " + stepSize);
    }
  }

  private static void requireShare(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), got " + value);
    }
  }
}

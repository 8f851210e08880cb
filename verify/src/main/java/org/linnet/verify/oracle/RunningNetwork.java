package org.linnet.verify.oracle;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.NormOps_DDRM;
import org.linnet.core.device.ReferenceDevice;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.engine.Engine;
import org.linnet.core.engine.Inferred;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.inference.ExactInference;
import org.linnet.core.inference.Inference;
import org.linnet.core.inference.Outcome;
import org.linnet.core.inference.Stopping;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.verify.oracle.EnergyForm.Lost;
import org.linnet.verify.oracle.EnergyForm.Reading;
import org.linnet.verify.oracle.EnergyForm.Silent;
import org.linnet.verify.oracle.EnergyForm.Value;

/// The equilibrated energy as a network that really runs shows it, in double precision.
public final class RunningNetwork {
  private static final double ROUNDOFF = 0x1p-53;
  private static final double BENIGN_CONDITION = 100;
  private static final double DESCENT_GAP = 1e-10;
  private static final int MAX_STEPS = 20_000;

  private RunningNetwork() {}

  /// The energy after exact inference.
  public static Reading exactInference(ClampedNet clamped) {
    ActivityHessian.Bounds bounds;
    Activities z;
    try {
      z = ExactInference.of(clamped.net()).equilibrium(clamped.x(), clamped.y());
      bounds = clamped.net().hiddenLayers() == 0
          ? new ActivityHessian.Bounds(1, 1)
          : ActivityHessian.of(clamped.net()).eigenvalueBounds();
    } catch (ArithmeticException _) {
      return new Lost("the activity Hessian is singular in double precision");
    }
    return value(clamped, z, squaredSolveError(clamped, z, bounds));
  }

  /// The energy after gradient descent on the activities from the forward pass, where that takes few steps.
  public static Reading gradientDescent(ClampedNet clamped) {
    if (clamped.net().hiddenLayers() == 0) {
      return new Silent("no hidden layer, nothing to descend");
    }
    ActivityHessian.Bounds bounds;
    try {
      bounds = ActivityHessian.of(clamped.net()).eigenvalueBounds();
    } catch (ArithmeticException _) {
      return new Silent("condition number above 100, descent would take too long");
    }
    if (bounds.condition() > BENIGN_CONDITION) {
      return new Silent("condition number above 100, descent would take too long");
    }
    Inferred ended = Engine.infer(new ReferenceDevice(), DeepNet.linear(clamped.net()),
        new Inference.Descent(MAX_STEPS, bounds.bestStepSize())
            .withStopping(new Stopping.EnergyGap(DESCENT_GAP, bounds.lower())),
        clamped.x(), clamped.y());
    Activities z = Activities.zero(clamped.net(), clamped.samples());
    for (int l = 1; l <= z.layers(); l++) {
      z.layer(l).setTo(ended.activity(l));
    }
    return ended.outcome() instanceof Outcome.Converged
        ? value(clamped, z, DESCENT_GAP * ended.energy())
        : new Lost("gradient descent did not converge");
  }

  private static Reading value(ClampedNet clamped, Activities z, double gap) {
    PcEnergy energy = PcEnergy.of(clamped.net(), clamped.x(), clamped.y()).evaluate(z);
    return new Value(clamped.equilibrium().decimal().number(energy.value()), gap + rounding(clamped, z, energy));
  }

  /// Error of evaluating `F` at `z`: each `e(l)` is off by `n u (‖z(l)‖ + ‖A(l)‖ ‖z(l-1)‖)` at most.
  private static double rounding(ClampedNet clamped, Activities z, PcEnergy energy) {
    DeepLinearNet net = clamped.net();
    double sum = 0;
    DMatrixRMaj below = clamped.x();
    for (int l = 1; l <= net.depth(); l++) {
      DMatrixRMaj here = l == net.depth() ? clamped.y() : z.layer(l);
      double delta = 2 * (net.width(l - 1) + 2) * ROUNDOFF
          * (NormOps_DDRM.normF(here) + NormOps_DDRM.normF(net.layerMap(l)) * NormOps_DDRM.normF(below));
      double e = NormOps_DDRM.normF(energy.error(l));
      sum += net.precision(l) * (e * delta + delta * delta / 2 + ROUNDOFF * e * e);
      below = here;
    }
    return sum / clamped.samples();
  }

  /// A backward stable solve leaves a gradient of `c u ‖Hz‖ ‖z‖`, which lifts the energy by `gradient² / (2 lambda_min B)`.
  private static double squaredSolveError(ClampedNet clamped, Activities z, ActivityHessian.Bounds bounds) {
    double squared = 0;
    int n = 0;
    for (int l = 1; l <= z.layers(); l++) {
      double norm = NormOps_DDRM.normF(z.layer(l));
      squared += norm * norm;
      n += clamped.net().width(l);
    }
    double gradient = 4 * n * ROUNDOFF * bounds.upper() * Math.sqrt(squared);
    return gradient * gradient / (2 * bounds.lower() * clamped.samples());
  }
}

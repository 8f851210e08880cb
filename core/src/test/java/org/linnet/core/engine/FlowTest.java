package org.linnet.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.device.Device;
import org.linnet.core.device.Devices;
import org.linnet.core.device.Precision;
import org.linnet.core.device.ReferenceDevice;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.inference.Inference.Descent;
import org.linnet.core.inference.Outcome;
import org.linnet.core.inference.Solver;
import org.linnet.core.inference.Solver.Adaptive;
import org.linnet.core.inference.Solver.Method;
import org.linnet.core.inference.Solver.Pid;
import org.linnet.core.inference.Stopping;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
import org.linnet.core.net.StandardActivation;

/// Adaptive steps along the gradient flow.
///
/// **Oracle**: a linear network's flow in closed form, `z(T) = z* + exp(-Hz T) (z(0) - z*)`, by an eigen-decomposition of the
/// dense Hessian; the controller's definition in a loop over [PcEnergy]'s gradients of one sample.
///
/// **If wrong**: inference at JPC's defaults.
class FlowTest {
  private static final Pid INTEGRAL = new Pid(0, 1, 0);

  @Test
  void inALinearNetTheFlowEndsWhereItsTolerancesPromise() {
    DeepNet net = Loops.linear(3, 5, 4, 2);
    DMatrixRMaj x = Loops.input(net, 6);
    DMatrixRMaj y = Loops.target(net, 6);
    for (Method method : Method.values()) {
      double previous = Double.POSITIVE_INFINITY;
      for (double tolerance : new double[]{1e-2, 1e-4, 1e-6}) {
        Adaptive solver = new Adaptive(method, 0, tolerance, 1.3, INTEGRAL);
        Inferred inferred = infer(new ReferenceDevice(), net, descent(solver, 5000, new ActivityInit.Zero()), x, y);
        double worst = 0;
        for (int i = 0; i < 6; i++) {
          RealVector exact = exactFlow(net, Loops.column(x, i), Loops.column(y, i), 1.3);
          worst = Math.max(worst, exact.subtract(flat(net, inferred, i)).getNorm());
        }
        // the flow contracts, so the steps' local errors add up; each is at most its estimate, sqrt(units) tolerance
        assertTrue(worst <= inferred.outcome().steps() * Math.sqrt(9) * tolerance, method + ": " + worst);
        // the error per step is second order in h, so h goes down by 10, and the error by as much or by its square
        assertTrue(worst < previous / (method == Method.EULER ? 5 : 30), method + ": " + worst + " after " + previous);
        previous = worst;
      }
    }
  }

  private static RealVector exactFlow(DeepNet net, DMatrixRMaj x, DMatrixRMaj y, double T) {
    PcEnergy energy = PcEnergy.of(net, x, y);
    int n = IntStream.rangeClosed(1, net.skeleton().hiddenLayers()).map(net.skeleton()::width).sum();
    RealVector origin = gradientAt(energy, net, new ArrayRealVector(n)); // Hz 0 - b
    RealMatrix H = new Array2DRowRealMatrix(n, n);
    for (int k = 0; k < n; k++) {
      RealVector unit = new ArrayRealVector(n);
      unit.setEntry(k, 1);
      H.setColumnVector(k, gradientAt(energy, net, unit).subtract(origin));
    }
    RealVector equilibrium = new LUDecomposition(H).getSolver().solve(origin.mapMultiply(-1));
    EigenDecomposition of = new EigenDecomposition(H.add(H.transpose()).scalarMultiply(0.5));
    RealVector modes = of.getVT().operate(equilibrium.mapMultiply(-1)); // from z(0) = 0
    for (int k = 0; k < n; k++) {
      modes.setEntry(k, modes.getEntry(k) * Math.exp(-of.getRealEigenvalue(k) * T));
    }
    return equilibrium.add(of.getV().operate(modes));
  }

  private static RealVector gradientAt(PcEnergy energy, DeepNet net, RealVector at) {
    Activities z = Activities.zero(net.skeleton(), 1);
    int k = 0;
    for (int l = 1; l <= z.layers(); l++) {
      for (int j = 0; j < net.skeleton().width(l); j++) {
        z.layer(l).set(j, 0, at.getEntry(k++));
      }
    }
    return flat(Loops.gradient(energy, z));
  }

  private static RealVector flat(Activities z) {
    RealVector all = new ArrayRealVector(0);
    for (int l = 1; l <= z.layers(); l++) {
      all = all.append(new ArrayRealVector(z.layer(l).data));
    }
    return all;
  }

  private static RealVector flat(DeepNet net, Inferred inferred, int i) {
    return flat(Loops.hidden(net, inferred.activities().stream().map(z -> Loops.column(z, i)).toList()));
  }

  static Stream<Adaptive> controllers() {
    return Stream.of(new Adaptive(Method.HEUN, 1e-2, 1e-3, 3, INTEGRAL),
        new Adaptive(Method.EULER, 1e-2, 1e-3, 3, INTEGRAL), new Adaptive(Method.HEUN, 1e-4, 0, 3, INTEGRAL),
        new Adaptive(Method.HEUN, 0, 1e-3, 3, new Pid(0.4, 0.3, 0)),
        new Adaptive(Method.EULER, 1e-2, 1e-3, 3, new Pid(0.2, 0.7, 0.3)),
        new Adaptive(Method.HEUN, 0, 1e-3, 3, new Pid(0, 0.9, 0.2)), // would let rejected steps grow
        new Adaptive(Method.HEUN, 0, 1e10, 3, new Pid(0.4, 0.3, 0.1)), // errors below the least that counts
        new Adaptive(Method.HEUN, 0, 1e-1, 0.02, INTEGRAL));
  }

  @ParameterizedTest
  @MethodSource("controllers")
  void everySampleTakesTheStepsOfTheDefinition(Adaptive solver) {
    DeepNet net = Loops.net(StandardActivation.TANH, Placement.AFTER_MAP, false, 3, 5, 4, 2);
    DMatrixRMaj x = Loops.input(net, 4);
    DMatrixRMaj y = Loops.target(net, 4);
    CommonOps_DDRM.scaleCol(30, y, 2); // a stiff sample among the others
    Device whole = new ReferenceDevice();
    for (ActivityInit start : List.of(new ActivityInit.Forward(), new ActivityInit.Zero())) {
      Inferred together = infer(whole, net, descent(solver, 400, start), x, y);
      int most = 0;
      for (int i = 0; i < 4; i++) {
        PcEnergy energy = PcEnergy.of(net, Loops.column(x, i), Loops.column(y, i));
        Activities z = start instanceof ActivityInit.Zero
            ? Activities.zero(net.skeleton(), 1)
            : energy.forward();
        int steps = flow(energy, z, solver, 400);
        most = Math.max(most, steps);
        assertArrayEquals(flat(z).toArray(), flat(net, together, i).toArray(), 1e-10);
        Inferred alone = infer(whole, net, descent(solver, 400, start), Loops.column(x, i), Loops.column(y, i));
        assertEquals(steps, alone.outcome().steps());
        assertArrayEquals(flat(net, alone, 0).toArray(), flat(net, together, i).toArray());
      }
      assertEquals(most, together.outcome().steps());
    }
    Inferred vectors = infer(Devices.best(Precision.DOUBLE), net, descent(solver, 400, new ActivityInit.Zero()), x, y);
    Inferred plain = infer(whole, net, descent(solver, 400, new ActivityInit.Zero()), x, y);
    assertArrayEquals(plain.activity(1).data, vectors.activity(1).data, 1e-10);
  }

  /// [Adaptive]'s text for one sample, at most `cap` steps; how many were taken.
  private static int flow(PcEnergy energy, Activities z, Adaptive solver, int cap) {
    double p = solver.control().proportional();
    double d = solver.control().differential();
    double sum = p + solver.control().integral() + d;
    RealVector k1 = flat(Loops.gradient(energy, z));
    double allowed = solver.absolute() + solver.relative() * rms(flat(z));
    boolean little = rms(flat(z)) <= 1e-5 * allowed || rms(k1) <= 1e-5 * allowed;
    double h = little ? 1e-6 : 0.01 * rms(flat(z)) / rms(k1);
    double before = 1;
    double beforeThat = 1;
    double time = 0;
    int steps = 0;
    for (; steps < cap && time < solver.time(); steps++) {
      h = Math.min(h, solver.time() - time);
      Activities g1 = Loops.gradient(energy, z);
      Activities euler = z.copy();
      euler.add(-h, g1);
      Activities g2 = Loops.gradient(energy, euler);
      double larger = Math.max(rms(flat(z)), rms(flat(euler)));
      double q = rms(flat(g1).subtract(flat(g2)).mapMultiply(h / 2)) / (solver.absolute() + solver.relative() * larger);
      double factor = 0.9 * Math.pow(Math.max(q, 1e-10), -sum / 2) * Math.pow(before, (p + 2 * d) / 2)
          * Math.pow(beforeThat, -d / 2);
      if (q <= 1) {
        z.add(solver.method() == Method.EULER ? -h : -h / 2, g1);
        if (solver.method() == Method.HEUN) {
          z.add(-h / 2, g2);
        }
        time += h;
        beforeThat = before;
        before = Math.max(q, 1e-10);
      }
      h *= Math.clamp(factor, 0.2, q <= 1 ? 10 : 0.9);
    }
    return steps;
  }

  private static double rms(RealVector v) {
    return v.getNorm() / Math.sqrt(v.getDimension());
  }

  @Test
  void theCapOnStepsIsReported() {
    DeepNet net = Loops.linear(3, 5, 4, 2);
    DMatrixRMaj x = Loops.input(net, 3);
    DMatrixRMaj y = Loops.target(net, 3);
    Inferred inferred = infer(new ReferenceDevice(), net, descent(new Adaptive(), 5, new ActivityInit.Zero()), x, y);
    assertTrue(inferred.outcome() instanceof Outcome.StepLimit(int steps, double _) && steps == 5, "" + inferred);
    Descent stopped = descent(new Adaptive(Method.HEUN, 1e-6, 1e-6, 400, INTEGRAL), 9999, new ActivityInit.Zero())
        .withStopping(new Stopping.GradientNorm(1e-3));
    inferred = infer(new ReferenceDevice(), net, stopped, x, y);
    assertTrue(inferred.outcome() instanceof Outcome.Converged(int _, double residual) && residual <= 1e-3,
        "" + inferred.outcome());
  }

  @Test
  void theEndOfTheFlowIsReportedAndTheCapBeforeIt() {
    DeepNet net = Loops.linear(3, 5, 4, 2);
    DMatrixRMaj x = Loops.input(net, 40);
    DMatrixRMaj y = Loops.target(net, 40);
    Adaptive solver = new Adaptive(Method.HEUN, 1e-4, 1e-4, 1.5, INTEGRAL);
    Inferred inferred = infer(new ReferenceDevice(), net, descent(solver, 500, new ActivityInit.Zero()), x, y);
    double residual = inferred.outcome().residual();
    int steps = inferred.outcome().steps();
    assertTrue(steps < 500 && residual > 1e-3);
    assertEquals(new Outcome.EndOfFlow(steps, residual, 1.5), inferred.outcome());
    assertEquals("the flow came to its end at time 1.5 after " + steps + " steps, with a gradient norm of " + residual
        + ": let it run for a longer time, or, if the network is linear, use exact inference",
        ((Outcome.EndOfFlow) inferred.outcome()).advice());
    // one step before, the sample with most steps has not come to its end
    assertInstanceOf(Outcome.StepLimit.class,
        infer(new ReferenceDevice(), net, descent(solver, steps - 1, new ActivityInit.Zero()), x, y).outcome());
    // some samples stop by the rule, the others at the end
    Descent stopped = descent(solver, 500, new ActivityInit.Zero())
        .withStopping(new Stopping.GradientNorm(residual / 2));
    assertInstanceOf(Outcome.EndOfFlow.class, infer(new ReferenceDevice(), net, stopped, x, y).outcome());
  }

  /// The tolerance asks for steps `h` with `h² 1e450 < 1e-300`: below the smallest number.
  @ParameterizedTest
  @EnumSource
  void stepsThatBecomeTooSmallToMoveAreDivergence(Method method) {
    DMatrixRMaj W = new DMatrixRMaj(new double[][]{{1e150, 1e150}, {1e150, -1e150}});
    DeepNet net = DeepNet.linear(DeepLinearNet.of(CommonOps_DDRM.identity(2), W));
    DMatrixRMaj y = new DMatrixRMaj(new double[][]{{1}, {0.5}});
    Adaptive solver = new Adaptive(method, 0, 1e-300, 1, INTEGRAL);
    Outcome outcome = infer(new ReferenceDevice(), net, descent(solver, 4000, new ActivityInit.Zero()),
        new DMatrixRMaj(2, 1), y).outcome();
    Outcome.Diverged diverged = assertInstanceOf(Outcome.Diverged.class, outcome);
    assertTrue(diverged.steps() > 300 && diverged.steps() < 4000, "" + outcome); // from 1e-6 by a fifth at most
    assertEquals(
        "diverged at step " + diverged.steps() + ", whatever the step size: try a larger tolerance, or scale down"
            + " the weights or the data",
        diverged.advice());
  }

  /// What one sample's trials overflow to does not reach another, nor what it computes afterwards.
  @ParameterizedTest
  @EnumSource
  void aTrialThatOverflowsIsTriedAgainBesideOthers(Method method) {
    DMatrixRMaj W = new DMatrixRMaj(new double[][]{{1e120, 1e120}, {1e120, -1e120}});
    DeepNet net = DeepNet.linear(DeepLinearNet.of(CommonOps_DDRM.identity(2), W));
    DMatrixRMaj y = new DMatrixRMaj(new double[][]{{1, 0}, {0.5, 0}}); // the second is at its equilibrium
    Inferred inferred = infer(new ReferenceDevice(), net,
        descent(new Adaptive(method, 0, 1e-125, 1, INTEGRAL), 4000, new ActivityInit.Zero()), new DMatrixRMaj(2, 2), y);
    assertEquals(0.75e-120, inferred.activity(1).get(0, 0), 1e-123);
    assertEquals(0, inferred.activity(1).get(0, 1));
  }

  @Test
  void aTrialThatOverflowsIsTriedAgain() {
    DMatrixRMaj W = new DMatrixRMaj(new double[][]{{1e120, 1e120}, {1e120, -1e120}}); // infinity less infinity
    DeepNet net = DeepNet.linear(DeepLinearNet.of(CommonOps_DDRM.identity(2), W));
    DMatrixRMaj y = new DMatrixRMaj(new double[][]{{1}, {0.5}});
    for (Method method : Method.values()) {
      Adaptive solver = new Adaptive(method, 0, 1e-125, 1, INTEGRAL); // the first trial is 1e-6
      Inferred inferred = infer(new ReferenceDevice(), net, descent(solver, 4000, new ActivityInit.Zero()),
          new DMatrixRMaj(2, 1), y);
      // Hz = (1 + 2e240) I: after some hundred rejected steps, and many time constants, z = W⁻¹ y up to the tolerance
      assertEquals(0.75e-120, inferred.activity(1).get(0, 0), 1e-123);
      assertInstanceOf(Outcome.StepLimit.class, inferred.outcome());
    }
  }

  private static Descent descent(Adaptive solver, int steps, ActivityInit start) {
    return new Descent(steps, 1).withSolver((Solver) solver).withInit(start);
  }

  private static Inferred infer(Device device, DeepNet net, Descent how, DMatrixRMaj x, DMatrixRMaj y) {
    try (Engine engine = Engine.of(device, net, new Rule.PredictiveCoding(how), new Optimiser.Sgd(1), 1)) {
      return engine.infer(x, y);
    }
  }
}

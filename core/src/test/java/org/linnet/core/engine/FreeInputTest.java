package org.linnet.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linnet.core.engine.Loops.assertClose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.device.Device;
import org.linnet.core.device.Devices;
import org.linnet.core.device.ReferenceDevice;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.Loss;
import org.linnet.core.energy.Objective;
import org.linnet.core.energy.Objective.Input;
import org.linnet.core.energy.Objective.Output;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.energy.PlainEnergy;
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.inference.Inference.Descent;
import org.linnet.core.inference.Schedule;
import org.linnet.core.inference.Solver;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
import org.linnet.core.net.StandardActivation;

/// Inputs that are inferred, wholly or in part, and starts from an amortiser.
///
/// **Oracle**: the dense quadratic of a linear network, assembled from [PlainEnergy]'s differences and solved by Commons
/// Math; forward passes of [PlainEnergy] and weight gradients of [PcEnergy] with the layers reversed.
///
/// **If wrong**: filled-in data, generated data, hybrid predictive coding.
class FreeInputTest {
  private static final int SAMPLES = 3;
  private static final Objective FREE = Objective.clamped(Loss.SQUARED_ERROR).withInput(Input.FREE);

  static Stream<Objective> quadratics() {
    return Stream.of(FREE.withDecay(0.4, 0), FREE.withOutput(new Output.Nudged(0.6)).withDecay(0.2, 0),
        FREE.withOutput(new Output.Nudged(0.9)).withDecay(0.5, 0.1));
  }

  @ParameterizedTest
  @MethodSource("quadratics")
  void unknownInputsMinimiseTheEnergyAndKnownOnesStay(Objective objective) {
    DeepNet net = Loops.linear(4, 3, 5, 2);
    DMatrixRMaj x = Loops.input(net, SAMPLES);
    DMatrixRMaj y = Loops.target(net, SAMPLES);
    DMatrixRMaj none = x.createLike();
    DMatrixRMaj some = x.createLike();
    for (int k = 0; k < some.data.length; k++) {
      some.data[k] = k % 3 == 1 ? 7 : 0;
    }
    Descent descent = new Descent(4000, 0.1);
    for (Descent how : List.of(descent, descent.withSchedule(Schedule.sequential()),
        descent.withSolver(new Solver.Momentum(0.1, 0.5)).withInit(new ActivityInit.Normal(1, 4)),
        descent.withSolver(new Solver.Adaptive(Solver.Method.HEUN, 1e-5, 1e-5, 200, new Solver.Pid(0, 1, 0))))) {
      for (boolean inPart : new boolean[]{true, false}) {
        DMatrixRMaj known = inPart ? some : none;
        try (Engine engine = engine(new ReferenceDevice(), net, objective, how)) {
          engine.infer(x, y);
          Inferred inferred = inPart ? engine.infer(x, known, y) : engine.infer(x, y);
          for (int i = 0; i < SAMPLES; i++) {
            int sample = i;
            DMatrixRMaj[] z = inferred.activities().stream().map(M -> Loops.column(M, sample))
                .toArray(DMatrixRMaj[]::new);
            double tolerance = how.solver() instanceof Solver.Adaptive ? 1e-4 : 1e-7; // sqrt(units) times its own, and 0
            assertEquilibrium(net, objective, z, Loops.column(y, i), Loops.column(known, i), tolerance);
          }
          for (int k = 0; k < x.data.length; k++) {
            assertTrue((inferred.activity(0).data[k] == x.data[k]) == (known.data[k] != 0), "entry " + k);
          }
        }
      }
    }
  }

  /// Steps are chosen by what moves: with every entry known, as with a clamped input.
  @Test
  void knownInputsDoNotChangeAdaptiveSteps() {
    DeepNet net = Loops.net(StandardActivation.TANH, Placement.BEFORE_MAP, false, 40, 5, 4, 2);
    DMatrixRMaj x = Loops.input(net, SAMPLES);
    DMatrixRMaj y = Loops.target(net, SAMPLES);
    DMatrixRMaj all = x.createLike();
    all.fill(1);
    Descent how = new Descent(100, 0.1)
        .withSolver(new Solver.Adaptive(Solver.Method.HEUN, 1e-2, 1e-6, 3, new Solver.Pid(0, 1, 0)));
    Objective clamped = Objective.clamped(Loss.SQUARED_ERROR);
    try (Engine filling = engine(new ReferenceDevice(), net, clamped.withInput(Objective.Input.FREE), how);
        Engine plain = engine(new ReferenceDevice(), net, clamped, how)) {
      Inferred filled = filling.infer(x, all, y);
      Inferred inferred = plain.infer(x, y);
      assertEquals(inferred.outcome().steps(), filled.outcome().steps());
      for (int l = 0; l <= 3; l++) {
        Loops.assertClose(inferred.activity(l), filled.activity(l), 1e-12, "z(" + l + ")");
      }
    }
  }

  /// At the minimum over the entries that are free, given the others of `z`.
  private static void assertEquilibrium(DeepNet net, Objective objective, DMatrixRMaj[] z, DMatrixRMaj y,
      DMatrixRMaj known, double tolerance) {
    List<double[]> at = new ArrayList<>(); // layer, entry
    int top = objective.output() instanceof Output.Nudged ? 3 : 2;
    for (int l = 0; l <= top; l++) {
      for (int k = 0; k < z[l].data.length; k++) {
        if (l > 0 || known.data[k] == 0) {
          at.add(new double[]{l, k});
        }
      }
    }
    DMatrixRMaj[] w = Arrays.stream(z).map(DMatrixRMaj::copy).toArray(DMatrixRMaj[]::new);
    int n = at.size();
    RealMatrix H = new Array2DRowRealMatrix(n, n);
    set(w, at, new ArrayRealVector(n));
    RealVector origin = slopes(net, objective, w, y, at);
    for (int k = 0; k < n; k++) {
      RealVector unit = new ArrayRealVector(n);
      unit.setEntry(k, 1);
      set(w, at, unit);
      H.setColumnVector(k, slopes(net, objective, w, y, at).subtract(origin));
    }
    RealVector solution = new LUDecomposition(H).getSolver().solve(origin.mapMultiply(-1));
    for (int k = 0; k < n; k++) {
      // quotients of a quadratic err by rounding over 1e-5 alone
      assertEquals(solution.getEntry(k), z[(int) at.get(k)[0]].data[(int) at.get(k)[1]], tolerance);
    }
  }

  private static void set(DMatrixRMaj[] z, List<double[]> at, RealVector values) {
    for (int k = 0; k < at.size(); k++) {
      z[(int) at.get(k)[0]].data[(int) at.get(k)[1]] = values.getEntry(k);
    }
  }

  private static RealVector slopes(DeepNet net, Objective objective, DMatrixRMaj[] z, DMatrixRMaj y,
      List<double[]> at) {
    return new ArrayRealVector(at.stream()
        .mapToDouble(of -> PlainEnergy.slope(z[(int) of[0]], (int) of[1], _ -> PlainEnergy.sum(net, objective, z, y)))
        .toArray());
  }

  @Test
  void unsupervisedTrainingLowersTheEnergyOfDataItHasNotSeen() {
    DeepNet net = Loops.net(StandardActivation.TANH, Placement.BEFORE_MAP, true, 2, 8, 5);
    DMatrixRMaj seen = circle(0, 60);
    DMatrixRMaj unseen = circle(1, 60);
    DMatrixRMaj latent = new DMatrixRMaj(2, 60);
    Training training = new Training(new Rule.PredictiveCoding(new Descent(60, 0.1).withInit(new ActivityInit.Zero())),
        new Optimiser.Adam(0.01)).withObjective(FREE.withDecay(0.01, 0));
    try (Engine engine = Engine.of(new ReferenceDevice(), net, training, 2)) {
      double before = engine.infer(latent, unseen).energy();
      for (int step = 0; step < 150; step++) {
        engine.step(latent, seen);
      }
      double after = engine.infer(latent, unseen).energy();
      assertTrue(after < before / 4, before + " to " + after);
    }
  }

  /// Points of a closed curve in five dimensions.
  private static DMatrixRMaj circle(int shift, int samples) {
    DMatrixRMaj y = new DMatrixRMaj(5, samples);
    for (int i = 0; i < samples; i++) {
      double t = 2 * Math.PI * (i + shift * 0.5) / samples;
      double[] point = {Math.cos(t), Math.sin(t), Math.cos(t) - Math.sin(t), 0.5, -Math.sin(t)};
      for (int k = 0; k < 5; k++) {
        y.set(k, i, point[k]);
      }
    }
    return y;
  }

  static Stream<Objective> objectives() {
    return Stream.of(Objective.clamped(Loss.SQUARED_ERROR), FREE.withDecay(0.3, 0),
        Objective.clamped(Loss.CROSS_ENTROPY).withOutput(new Output.Nudged(0.8)));
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void anAmortisedStartIsTheReversedForwardPassAndLearnsWhereInferenceEnds(Objective objective) {
    DeepNet net = Loops.net(StandardActivation.TANH, Placement.BEFORE_MAP, false, 3, 5, 4, 2);
    boolean free = objective.input() == Input.FREE;
    DeepNet guess = Loops.net(StandardActivation.TANH, Placement.AFTER_MAP, false,
        free ? new int[]{2, 4, 5, 3} : new int[]{2, 4, 5});
    int K = guess.skeleton().depth();
    for (Device device : Devices.usable()) {
      double tolerance = 1e4 * device.precision().unitRoundoff();
      for (int steps : new int[]{0, 4}) {
        Descent how = new Descent(steps, 0.1).withInit(new ActivityInit.Amortised(guess));
        Training training = new Training(new Rule.PredictiveCoding(how), new Optimiser.Sgd(0.2))
            .withObjective(objective);
        try (Engine engine = Engine.of(device, net, training, 2)) {
          for (int samples : new int[]{40, 40, 7}) {
            DMatrixRMaj x = Loops.input(net, samples);
            DMatrixRMaj y = Loops.target(net, objective.loss(), samples);
            DeepNet before = engine.amortiser();
            List<DMatrixRMaj> z = engine.infer(x, y).activities();
            DMatrixRMaj[] forward = PlainEnergy.forward(before, y);
            for (int k = 0; k <= K && steps == 0; k++) {
              assertClose(forward[k], z.get(3 - k), tolerance, device.name() + ", z(" + (3 - k) + ")");
            }
            PcEnergy local = PcEnergy.of(before, y, z.get(3 - K));
            Activities reversed = Activities.zero(guess.skeleton(), samples);
            for (int k = 1; k < K; k++) {
              reversed.layer(k).setTo(z.get(3 - k));
            }
            local.evaluate(reversed);
            engine.step(x, y);
            assertClose(Loops.moved(before, 0.2, local.weightGradient(), local.biasGradient()), engine.amortiser(),
                tolerance);
          }
        }
      }
    }
  }

  @Test
  void anAmortisedStartKeepsTheKnownInputs() {
    DeepNet net = Loops.net(StandardActivation.TANH, Placement.BEFORE_MAP, false, 3, 5, 4, 2);
    DeepNet guess = Loops.net(StandardActivation.TANH, Placement.AFTER_MAP, false, 2, 4, 5, 3);
    DMatrixRMaj x = Loops.input(net, SAMPLES);
    DMatrixRMaj y = Loops.target(net, SAMPLES);
    DMatrixRMaj known = new DMatrixRMaj(new double[][]{{1, 0, 1}, {0, 0, 1}, {1, 0, 1}});
    Descent how = new Descent(0, 0.1).withInit(new ActivityInit.Amortised(guess));
    try (Engine engine = engine(new ReferenceDevice(), net, FREE, how)) {
      DMatrixRMaj z0 = engine.infer(x, known, y).activity(0);
      DMatrixRMaj guessed = PlainEnergy.forward(guess, y)[3];
      for (int k = 0; k < 9; k++) {
        assertEquals(known.data[k] == 1 ? x.data[k] : guessed.data[k], z0.data[k], known.data[k] == 1 ? 0 : 1e-14);
      }
    }
  }

  @Test
  void aFreeOutputStartsAtZeroInEveryBatch() {
    DeepNet net = Loops.linear(3, 4, 2);
    DMatrixRMaj x = Loops.input(net, SAMPLES);
    DMatrixRMaj y = Loops.target(net, SAMPLES);
    Objective nudged = Objective.clamped(Loss.SQUARED_ERROR).withOutput(new Output.Nudged(1));
    DMatrixRMaj[] z = {x, new DMatrixRMaj(4, SAMPLES), new DMatrixRMaj(2, SAMPLES)};
    DMatrixRMaj slope = PlainEnergy.gradient(net, nudged, z, y, 2);
    for (ActivityInit init : List.of(new ActivityInit.Zero(), new ActivityInit.Normal(0, 1))) {
      try (Engine engine = engine(new ReferenceDevice(), net, nudged, new Descent(1, 0.1).withInit(init))) {
        for (int batch = 0; batch < 2; batch++) {
          DMatrixRMaj moved = engine.infer(x, y).activity(2);
          for (int k = 0; k < moved.data.length; k++) {
            assertEquals(-0.1 * slope.data[k], moved.data[k], 1e-9);
          }
        }
      }
    }
  }

  private static Engine engine(Device device, DeepNet net, Objective objective, Descent how) {
    return Engine.of(device, net, new Training(new Rule.PredictiveCoding(how), new Optimiser.Sgd(1))
        .withObjective(objective), 2);
  }
}

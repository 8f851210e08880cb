package org.linnet.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.device.Device;
import org.linnet.core.device.Devices;
import org.linnet.core.device.FakeCuda;
import org.linnet.core.device.Precision;
import org.linnet.core.energy.Loss;
import org.linnet.core.energy.Objective;
import org.linnet.core.energy.Objective.Input;
import org.linnet.core.energy.Objective.Output;
import org.linnet.core.energy.PlainEnergy;
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.inference.Inference;
import org.linnet.core.inference.Inference.Descent;
import org.linnet.core.inference.Schedule;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
import org.linnet.core.net.StandardActivation;

/// **Oracle**: [PlainEnergy] at the activities where inference starts and where it ends.
///
/// **If wrong**: the diagnosis of steps that are too large for the weights.
class RaisedEnergyTest {
  private static final int SAMPLES = 35; // two chunks
  private static final DeepNet NET = Loops.net(StandardActivation.TANH, Placement.BEFORE_MAP, false, 5, 6, 6, 6, 3);

  static Stream<Device> devices() {
    return FakeCuda.andUsable();
  }

  @ParameterizedTest
  @MethodSource("devices")
  void anEnergyIsRaisedWhereItEndsAboveItsStart(Device device) {
    Objective squared = Objective.clamped(Loss.SQUARED_ERROR);
    List<Objective> objectives = List.of(squared, squared.withDecay(0.3, 0.2),
        squared.withOutput(new Output.Nudged(0.7)),
        Objective.clamped(Loss.CROSS_ENTROPY), squared.withInput(Input.FREE));
    List<ActivityInit> inits = List.of(new ActivityInit.Forward(), new ActivityInit.Zero(),
        new ActivityInit.Normal(0.5, 3));
    List<Boolean> found = new ArrayList<>();
    for (Objective objective : objectives) {
      DMatrixRMaj y = Loops.target(NET, objective.loss(), SAMPLES);
      for (ActivityInit init : inits) {
        double start;
        try (Engine still = engine(device, objective, init, 0, 1)) {
          start = energy(objective, still.infer(Loops.input(NET, SAMPLES), y).activities(), y);
        }
        for (double stepSize : new double[]{0.02, 1, 3}) {
          try (Engine engine = engine(device, objective, init, 4, stepSize)) {
            double end = energy(objective, engine.infer(Loops.input(NET, SAMPLES), y).activities(), y);
            assertEquals(end > 1.001 * start, engine.hasRaisedEnergy(),
                objective + ", " + init + ", step size " + stepSize);
            found.add(end > 1.001 * start);
          }
        }
      }
    }
    assertTrue(found.stream().filter(raised -> raised).count() > 9, found.toString());
    assertTrue(found.stream().filter(raised -> !raised).count() > 9, found.toString());
  }

  /// A whole step, which a device may have recorded: twice, so that the record runs.
  @ParameterizedTest
  @MethodSource("devices")
  void trainingStepsSayItToo(Device device) {
    DMatrixRMaj x = Loops.input(NET, SAMPLES);
    DMatrixRMaj y = Loops.target(NET, SAMPLES);
    for (double stepSize : new double[]{0.05, 3}) {
      Descent how = new Descent(4, stepSize);
      for (Rule rule : List.of(new Rule.PredictiveCoding(how), new Rule.Incremental(how),
          new Rule.ErrorBased(4, stepSize))) {
        try (Engine engine = Engine.of(device, NET, rule, new Optimiser.Sgd(1e-6))) {
          engine.step(x, y);
          engine.step(x, y);
          assertEquals(stepSize == 3, engine.hasRaisedEnergy(), rule.toString());
        }
      }
    }
  }

  /// Their energy rises at any step size, as the errors that backpropagation spreads over the layers add up.
  @Test
  void fixedPredictionsAreNotADescentOfTheEnergy() {
    Descent how = new Descent(4, 1.0).withSchedule(new Schedule(Schedule.Order.SEQUENTIAL, Schedule.Predictions.FIXED));
    try (Engine engine = Engine.of(Devices.best(Precision.DOUBLE), NET, new Rule.PredictiveCoding(how),
        new Optimiser.Sgd(1))) {
      DMatrixRMaj y = Loops.target(NET, SAMPLES);
      double end = engine.gradients(Loops.input(NET, SAMPLES), y);
      double start = PlainEnergy.loss(NET, Loss.SQUARED_ERROR, Loops.input(NET, SAMPLES), y) / SAMPLES;
      assertTrue(end > 1.1 * NET.skeleton().precision(4) * start);
      assertFalse(engine.hasRaisedEnergy());
    }
  }

  @Test
  void whatDoesNotDescendRaisesNothing() {
    DeepNet linear = Loops.linear(5, 6, 3);
    for (Rule rule : List.of(new Rule.Backpropagation(), new Rule.PredictiveCoding(new Inference.Exact()))) {
      try (Engine engine = Engine.of(Devices.best(Precision.DOUBLE), linear, rule, new Optimiser.Sgd(1e-6))) {
        engine.step(Loops.input(linear, SAMPLES), Loops.target(linear, SAMPLES));
        assertFalse(engine.hasRaisedEnergy());
      }
    }
  }

  /// The mean over samples.
  private static double energy(Objective objective, List<DMatrixRMaj> z, DMatrixRMaj y) {
    return PlainEnergy.sum(NET, objective, z.toArray(DMatrixRMaj[]::new), y) / SAMPLES;
  }

  private static Engine engine(Device device, Objective objective, ActivityInit init, int steps, double stepSize) {
    Descent how = new Descent(steps, stepSize).withInit(init);
    return Engine.of(device, NET,
        new Training(new Rule.PredictiveCoding(how), new Optimiser.Sgd(1)).withObjective(objective));
  }
}

package org.linnet.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.Allocations;
import org.linnet.core.device.ReferenceDevice;
import org.linnet.core.inference.Inference.Descent;
import org.linnet.core.inference.Schedule;
import org.linnet.core.inference.Solver;
import org.linnet.core.inference.Stopping;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
import org.linnet.core.net.StandardActivation;

/// What a step allocates on the device whose operations allocate nothing, compiled or not.
///
/// **Oracle**: the virtual machine's count of allocated bytes.
///
/// **If wrong**: pauses of the collector in long runs.
class AllocationTest {
  static Stream<Training> trainings() {
    Descent descent = new Descent(6, 0.05);
    return Stream.concat(
        Stream.of(descent, descent.withSchedule(Schedule.sequential()),
            descent.withSchedule(Schedule.synchronous().fixed()), descent.withSolver(new Solver.Momentum(0.05, 0.5)),
            descent.withSolver(new Solver.Adam(0.05)), descent.withSolver(new Solver.Adaptive()),
            descent.withStopping(new Stopping.GradientNorm(1e-9)))
            .map(Rule.PredictiveCoding::new).map(rule -> new Training(rule, new Optimiser.Sgd(1e-3))),
        Stream.of(new Training(new Rule.Backpropagation(), new Optimiser.Sgd(1e-3, 0.9)),
            new Training(new Rule.ErrorBased(3, 0.05), new Optimiser.Sgd(1e-3)),
            new Training(new Rule.Incremental(descent), new Optimiser.Sgd(1e-4)),
            new Training(new Rule.PredictiveCoding(descent), new Optimiser.Nlms(1e-3, 1)),
            new Training(new Rule.PredictiveCoding(descent), new Optimiser.Adam(1e-3))));
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void aStepAllocatesNothingOnceWarm(Training training) {
    DeepNet net = Loops.net(StandardActivation.TANH, Placement.BEFORE_MAP, false, 6, 8, 8, 3);
    DMatrixRMaj x = Loops.input(net, 64);
    DMatrixRMaj y = Loops.target(net, 64);
    try (Engine engine = Engine.of(new ReferenceDevice(), net, training, 1)) {
      assertEquals(0, Allocations.whenWarm(() -> engine.step(x, y)) / 16, "16-byte units per step"); // no object is smaller
    }
  }
}

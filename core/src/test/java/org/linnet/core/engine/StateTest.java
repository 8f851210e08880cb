package org.linnet.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.linnet.core.engine.Loops.assertClose;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.device.Device;
import org.linnet.core.device.Devices;
import org.linnet.core.device.ReferenceDevice;
import org.linnet.core.energy.Loss;
import org.linnet.core.energy.Objective;
import org.linnet.core.energy.Objective.Input;
import org.linnet.core.energy.Objective.Output;
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.inference.Inference;
import org.linnet.core.inference.Inference.Descent;
import org.linnet.core.inference.Schedule;
import org.linnet.core.inference.Solver;
import org.linnet.core.inference.Stopping;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
import org.linnet.core.net.StandardActivation;

/// What an engine carries from step to step: saved states, recorded inference.
///
/// **Oracle**: the run that was not interrupted; the reference device, which records nothing and works in chunks.
///
/// **If wrong**: a resumed run is another run; a recording device trains something else.
class StateTest {
  private static final Descent DESCENT = new Descent(4, 0.1);
  private static final DeepNet NET = Loops.net(StandardActivation.TANH, Placement.BEFORE_MAP, false, 3, 5, 4, 2);
  private static final DeepNet GUESS = Loops.net(StandardActivation.TANH, Placement.BEFORE_MAP, false, 2, 4, 5);

  static Stream<Training> trainings() {
    Rule amortised = new Rule.PredictiveCoding(DESCENT.withInit(new ActivityInit.Amortised(GUESS)));
    Rule random = new Rule.PredictiveCoding(DESCENT.withInit(new ActivityInit.Normal(1, 5)));
    return Stream.of(new Training(new Rule.PredictiveCoding(4, 0.1), new Optimiser.Sgd(0.05, 0.9)),
        new Training(random, new Optimiser.Adam(0.01, 0.1)), new Training(amortised, new Optimiser.Adam(0.01)),
        new Training(new Rule.Incremental(DESCENT), new Optimiser.Adam(0.01)));
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void aRestoredRunContinuesBitForBit(Training training) throws IOException {
    for (Device device : Devices.usable()) {
      try (Engine whole = Engine.of(device, NET, training, 1); Engine resumed = Engine.of(device, NET, training, 1)) {
        steps(whole, 3);
        byte[] saved = saved(whole);
        steps(resumed, 1); // other numbers, to be replaced
        resumed.restore(new DataInputStream(new ByteArrayInputStream(saved)));
        assertArrayEquals(saved, saved(resumed));
        steps(whole, 2);
        steps(resumed, 2);
        assertArrayEquals(saved(whole), saved(resumed));
        assertClose(whole.net(), resumed.net(), 0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void aStateThatDoesNotFitIsRefusedAndChangesNothing(Training training) throws IOException {
    try (Engine engine = Engine.of(new ReferenceDevice(), NET, training, 1);
        Engine further = Engine.of(new ReferenceDevice(), NET, training, 1);
        Engine other = Engine.of(new ReferenceDevice(), Loops.linear(3, 6, 4, 2),
            new Training(new Rule.PredictiveCoding(4, 0.1), training.optimiser()), 1)) {
      steps(engine, 1);
      byte[] before = saved(engine);
      assertEquals(
          "the saved state is of another network, optimiser or device: it has the number of rows 6 where this one "
              + "has 5",
          assertThrows(IllegalArgumentException.class,
              () -> engine.restore(new DataInputStream(new ByteArrayInputStream(saved(other))))).getMessage());
      assertArrayEquals(before, saved(engine));
      steps(further, 3);
      byte[] whole = saved(further);
      for (int length : new int[]{0, 7, 20, whole.length / 2, whole.length - 1}) {
        assertThrows(EOFException.class,
            () -> engine.restore(new DataInputStream(new ByteArrayInputStream(whole, 0, length))));
        assertArrayEquals(before, saved(engine));
      }
    }
  }

  private static void steps(Engine engine, int count) {
    for (int step = 0; step < count; step++) {
      engine.step(Loops.input(NET, 5 + step), Loops.target(NET, 5 + step));
    }
  }

  private static byte[] saved(Engine engine) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    engine.save(new DataOutputStream(out));
    return out.toByteArray();
  }

  static Stream<Training> recordable() {
    Objective squared = Objective.clamped(Loss.SQUARED_ERROR);
    Objective free = squared.withInput(Input.FREE).withOutput(new Output.Nudged(0.5)).withDecay(0.1, 0.1);
    List<Rule> rules = new ArrayList<>(List.of(new Rule.Backpropagation(), new Rule.ErrorBased(3, 0.2),
        new Rule.Incremental(DESCENT), new Rule.Incremental(DESCENT.withSolver(new Solver.Adam(0.1))),
        new Rule.PredictiveCoding(6, 0.1),
        new Rule.PredictiveCoding(DESCENT.withSchedule(Schedule.sequential())),
        new Rule.PredictiveCoding(DESCENT.withSchedule(Schedule.synchronous().fixed())),
        new Rule.PredictiveCoding(DESCENT.withInit(new ActivityInit.Normal(1, 5))),
        new Rule.PredictiveCoding(DESCENT.withInit(new ActivityInit.Amortised(GUESS))),
        new Rule.PredictiveCoding(DESCENT.withSolver(new Solver.Momentum(0.1, 0.5))),
        new Rule.PredictiveCoding(DESCENT.withSolver(new Solver.Adam(0.1))),
        new Rule.PredictiveCoding(DESCENT.withSolver(new Solver.Adaptive())),
        new Rule.PredictiveCoding(DESCENT.withStopping(new Stopping.GradientNorm(1)))));
    Stream<Training> all = rules.stream().map(rule -> new Training(rule, new Optimiser.Sgd(0.1)));
    return Stream.concat(all, Stream.of(new Training(rules.get(4), new Optimiser.Nlms(0.1, 0.1)),
        new Training(rules.get(5), new Optimiser.Adam(0.1)).withObjective(free),
        new Training(rules.get(4), new Optimiser.Adam(0.1)).withObjective(free),
        new Training(rules.get(4), new Optimiser.Sgd(0.1)).withObjective(squared.withOutput(new Output.Nudged(2)))));
  }

  @ParameterizedTest
  @MethodSource("recordable")
  void recordedInferenceOfAWholeBatchIsThatOfItsChunks(Training training) {
    assertSame(NET, training);
  }

  @Test
  void exactInferenceCanBeRecordedToo() {
    assertSame(Loops.linear(3, 5, 4, 2),
        new Training(new Rule.PredictiveCoding(new Inference.Exact()), new Optimiser.Sgd(0.1)));
  }

  private static void assertSame(DeepNet net, Training training) {
    try (Engine chunks = Engine.of(new ReferenceDevice(), net, training, 2);
        Engine whole = Engine.of(recording(), net, training, 2)) {
      for (int batch = 0; batch < 3; batch++) {
        DMatrixRMaj x = Loops.gaussian(batch, 3, batch == 1 ? 50 : 70);
        DMatrixRMaj y = Loops.gaussian(10 + batch, 2, batch == 1 ? 50 : 70);
        if (!(training.rule() instanceof Rule.Backpropagation)) {
          Inferred expected = chunks.infer(x, y);
          Inferred inferred = whole.infer(x, y);
          assertEquals(expected.outcome().steps(), inferred.outcome().steps());
          for (int l = 0; l <= 3; l++) {
            assertClose(expected.activity(l), inferred.activity(l), 1e-12, "z(" + l + ")");
          }
        }
        double energy = chunks.step(x, y);
        assertEquals(energy, whole.step(x, y), 1e-12 * (1 + energy));
        assertClose(chunks.net(), whole.net(), 1e-12);
      }
    }
  }

  /// The reference device, keeping batches whole; it records its operations, and refuses those that must not be recorded.
  private static Device recording() {
    Device reference = new ReferenceDevice();
    List<Runnable> tape = new ArrayList<>();
    boolean[] on = new boolean[1];
    return (Device) Proxy.newProxyInstance(Device.class.getClassLoader(), new Class<?>[]{Device.class},
        (_, method, arguments) -> switch (method.getName()) {
          case "chunk" -> Integer.MAX_VALUE;
          case "record" -> {
            tape.clear();
            on[0] = true;
            ((Runnable) arguments[0]).run();
            on[0] = false;
            List<Runnable> recorded = List.copyOf(tape);
            yield (Runnable) () -> recorded.forEach(Runnable::run);
          }
          default -> {
            if (on[0] && Set.of("read", "write", "sumOfSquares", "isZero").contains(method.getName())) {
              throw new IllegalStateException(method.getName() + " cannot be recorded");
            }
            if (on[0] && method.getReturnType() == void.class) {
              tape.add(() -> call(method, reference, arguments));
            }
            boolean recording = on[0];
            on[0] = recording && !method.getName().equals("ifFinite"); // whose work is not an operation of its own
            Object result = call(method, reference, arguments);
            on[0] = recording;
            yield result;
          }
        });
  }

  private static Object call(Method method, Device device, Object[] arguments) {
    try {
      return method.invoke(device, arguments);
    } catch (InvocationTargetException | IllegalAccessException thrown) {
      throw new IllegalStateException(thrown);
    }
  }
}

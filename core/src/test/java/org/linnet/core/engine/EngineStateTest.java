package org.linnet.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linnet.core.device.Device;
import org.linnet.core.device.Devices;
import org.linnet.core.device.Precision;
import org.linnet.core.device.ReferenceDevice;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;

/// **Oracle**: the engine that was not saved and restored; for energies and norms, a chain of two weights by hand.
///
/// **If wrong**: a resumed run is another run, and metrics say what is not so.
class EngineStateTest {
  private static final Rule RULE = new Rule.PredictiveCoding(4, 0.1);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRestoredEngineTakesTheVeryStepsOfTheSavedOne(boolean adam) throws IOException {
    Optimiser optimiser = adam ? new Optimiser.Adam(0.01) : new Optimiser.Sgd(0.1);
    try (Engine one = engine(1, optimiser, 5); Engine other = engine(2, optimiser, 5)) {
      steps(one, 3);
      byte[] state = saved(one);
      steps(one, 4);
      other.restore(new DataInputStream(new ByteArrayInputStream(state)));
      assertArrayEquals(state, saved(other));
      steps(other, 4);
      assertArrayEquals(saved(one), saved(other));
      assertTrue(!Arrays.equals(state, saved(one)), "steps change the state");
    }
  }

  @ParameterizedTest
  @EnumSource(value = Precision.class, names = {"FLOAT", "DOUBLE"})
  void weightsAndBiasesAreReadWithoutAnEngine(Precision precision) throws IOException {
    DeepNet net = Loops.net(StandardActivation.TANH, Placement.AFTER_MAP, false, 4, 6, 6, 3);
    Device device = Devices.best(precision);
    try (Engine engine = Engine.of(device, net, new Training(RULE, new Optimiser.Adam(0.01)), 1)) {
      engine.step(Loops.input(net, 5), Loops.target(net, 5));
      DeepNet read = Engine.read(new DataInputStream(new ByteArrayInputStream(saved(engine))), net);
      Loops.assertClose(engine.net(), read, 0);
      assertEquals(net.placement(), read.placement());
      assertNotEquals(net.skeleton().bias(3)[0], read.skeleton().bias(3)[0]);
    }
  }

  @Test
  void theStateOfAnotherEngineIsRefusedAndChangesNothing() throws IOException {
    try (Engine wide = engine(1, new Optimiser.Sgd(0.1), 6);
        Engine adam = engine(1, new Optimiser.Adam(0.1), 5);
        Engine engine = engine(2, new Optimiser.Sgd(0.1), 5)) {
      byte[] before = saved(engine);
      for (Engine other : new Engine[]{wide, adam}) {
        DataInputStream state = new DataInputStream(new ByteArrayInputStream(saved(other)));
        assertThrows(IllegalArgumentException.class, () -> engine.restore(state));
        assertArrayEquals(before, saved(engine));
      }
      steps(engine, 1);
      byte[] whole = saved(engine);
      for (int length = 0; length < whole.length; length += 7) {
        DataInputStream part = new DataInputStream(new ByteArrayInputStream(whole, 0, length));
        try (Engine fresh = engine(2, new Optimiser.Sgd(0.1), 5)) {
          assertThrows(EOFException.class, () -> fresh.restore(part));
          assertArrayEquals(before, saved(fresh));
        }
      }
    }
  }

  /// `w1 = 3, w2 = 2`, one step of 0.1: from `z = 3 x` and `e2 = y - 6 x`, `z = 3 x + 0.2 e2`, so `e1 = 0.2 e2` and
  /// `e2` shrinks by 0.4 of itself. With `x = 1, 2` and `y = 5, 10`, `e2 = -1, -2` at first.
  @Test
  void energiesAndNormsAreThoseOfTheLayers() {
    DeepNet net = DeepNet.linear(org.linnet.core.net.DeepLinearNet.of(new DMatrixRMaj(new double[][]{{3}}),
        new DMatrixRMaj(new double[][]{{2}})));
    DMatrixRMaj x = new DMatrixRMaj(new double[][]{{1, 2}});
    DMatrixRMaj y = new DMatrixRMaj(new double[][]{{5, 10}});
    try (Engine engine = Engine.of(new ReferenceDevice(), net, new Rule.PredictiveCoding(1, 0.1), new Optimiser.Sgd(1),
        1)) {
      double energy = engine.gradients(x, y);
      double[] energies = engine.layerEnergies();
      assertArrayEquals(new double[]{0.04 * 2.5 / 2, 0.36 * 2.5 / 2}, energies, 1e-14);
      assertEquals(energy, energies[0] + energies[1], 1e-14);
      assertArrayEquals(new double[]{2.8 * Math.sqrt(2.5), 5 * Math.sqrt(2.5)}, engine.activityNorms(), 1e-14);
    }
  }

  private static Engine engine(long seed, Optimiser optimiser, int width) {
    DeepNet net = DeepNet.activatedBefore(
        new Parameterisation.StandardGaussian().draw(RandomStream.of(seed), 4, width, 3), StandardActivation.TANH);
    return Engine.of(Devices.best(Precision.FLOAT), net, RULE, optimiser, 1);
  }

  private static void steps(Engine engine, int count) {
    for (int step = 0; step < count; step++) {
      RandomStream random = RandomStream.of(step);
      engine.step(gaussian(random, 4), gaussian(random, 3));
    }
  }

  private static DMatrixRMaj gaussian(RandomStream random, int rows) {
    DMatrixRMaj M = new DMatrixRMaj(rows, 9);
    Arrays.setAll(M.data, _ -> random.nextGaussian());
    return M;
  }

  private static byte[] saved(Engine engine) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    engine.save(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}

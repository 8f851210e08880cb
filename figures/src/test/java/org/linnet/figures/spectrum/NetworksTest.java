package org.linnet.figures.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;

/// **Oracle**: central differences of the energy's gradient of the nonlinear network itself.
///
/// **If wrong**: the nonlinear maps of Figures 5.2, 5.4 and C.22.
class NetworksTest {
  private static final int H = 3;
  private static final int N = 4;
  private static final int K = 2;

  @ParameterizedTest
  @CsvSource({"SP, LINEAR", "SP, TANH", "SP, RELU", "MUPC, TANH", "SP_SKIPS, RELU", "ORTHOGONAL, TANH"})
  void aDrawHasTheHessianOfItsNetworkAtAForwardPassToItsOwnOutput(Family family, StandardActivation activation) {
    DeepLinearNet drawn = new Networks(family, activation).draw(RandomStream.of(3), H, N, K);
    RandomStream same = RandomStream.of(3);
    DeepLinearNet skeleton = family.draw(same, H, N, K);
    Activities z = Activities.zero(skeleton, 1);
    Arrays.setAll(z.layer(1).data, i -> same.nextGaussian());
    DeepNet net = DeepNet.activatedBefore(skeleton, activation);
    for (int l = 2; l <= H; l++) { // each layer at its prediction: minus the error at activities 0
      DMatrixRMaj error = PcEnergy.of(net, new DMatrixRMaj(1, 1), new DMatrixRMaj(K, 1)).evaluate(z).error(l);
      CommonOps_DDRM.scale(-1, error, z.layer(l));
    }
    DMatrixRMaj y = PcEnergy.of(net, new DMatrixRMaj(1, 1), new DMatrixRMaj(K, 1)).evaluate(z).prediction();
    DMatrixRMaj expected = differences(PcEnergy.of(net, new DMatrixRMaj(1, 1), y.copy()), z);
    DMatrixRMaj found = ActivityHessian.of(drawn).matrix().dense();
    // the step 1e-5: 1e-10 times third derivatives of the gradient, and eps/1e-5 times the gradient
    for (int i = 0; i < expected.data.length; i++) {
      assertEquals(expected.data[i], found.data[i], 1e-8, "entry " + i);
    }
  }

  private static DMatrixRMaj differences(PcEnergy energy, Activities z) {
    DMatrixRMaj M = new DMatrixRMaj(H * N, H * N);
    for (int column = 0; column < H * N; column++) {
      double[] above = gradient(energy, z, column, 1e-5);
      double[] below = gradient(energy, z, column, -1e-5);
      for (int row = 0; row < H * N; row++) {
        M.set(row, column, (above[row] - below[row]) / 2e-5);
      }
    }
    return M;
  }

  private static double[] gradient(PcEnergy energy, Activities z, int column, double step) {
    Activities moved = z.copy();
    moved.layer(1 + column / N).add(column % N, 0, step);
    Activities gradient = z.copy();
    energy.evaluate(moved).activityGradient(gradient);
    double[] all = new double[H * N];
    Arrays.setAll(all, i -> gradient.layer(1 + i / N).get(i % N, 0));
    return all;
  }
}

package org.linnet.rmt.asymptotic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: dense eigenvalues of sampled activity Hessians; edges by an independent Newton solver (printed digits);
/// numbers by hand.
///
/// **If wrong**: the cases by which every other law of spectra can be checked.
class ShallowTest {

  @ParameterizedTest
  @CsvSource({"1, 6, 2", "2, 5, 5", "3, 4, 1", "5, 3, 3", "4, 3, 5"})
  void orthogonalNetworksHaveExactlyTheseEigenvalues(int H, int N, int K) {
    int[] widths = new int[H + 2];
    Arrays.fill(widths, N);
    widths[H + 1] = K;
    double[] sampled = eigenvalues(new Parameterisation.Orthogonal().draw(RandomStream.of(4), widths));
    OrthogonalChain chain = new OrthogonalChain(H);
    int read = Math.min(K, N);
    double[] expected = DoubleStream.concat(repeated(chain.read(), read), repeated(chain.unread(), N - read))
        .sorted().toArray();
    assertArrayEquals(expected, sampled, 1e-13);
    Edges edges = chain.edges(N, K);
    assertEquals(sampled[0], edges.lower().value(), 1e-13);
    assertEquals(sampled[sampled.length - 1], edges.upper().value(), 1e-13);
  }

  @ParameterizedTest
  @CsvSource({"4, 29.997, 9.4721", "8, 113.92, 32.163", "32, 1708.8, 440.69", "128, 26765, 6743.7"})
  void theirConditionIsTheKnownOne(int H, double few, double many) {
    OrthogonalChain chain = new OrthogonalChain(H);
    assertEquals(few, chain.edges(40, 10).condition().value(), 5e-5 * few);
    assertEquals(many, chain.edges(40, 40).condition().value(), 5e-5 * many);
    double tangent = Math.tan(Math.PI / (2 * H + 2));
    assertEquals(1 / (tangent * tangent), chain.edges(40, 40).condition().value(), 1e-12 * many);
    double ratio = Math.cos(Math.PI / (2 * H + 2)) / Math.sin(Math.PI / (4 * H + 2));
    assertEquals(ratio * ratio, chain.edges(40, 10).condition().value(), 1e-12 * few);
    assertEquals(0, chain.edges(40, 10).condition().relativeError());
  }

  /// The two eigenvalues of each singular value of `W(2)`, none but these.
  @Test
  void twoHiddenLayersHaveOnePairPerSingularValue() {
    DeepLinearNet net = new Parameterisation.StandardGaussian().draw(RandomStream.of(6), 3, 5, 5, 1);
    DMatrixRMaj A = net.layerMap(2);
    DMatrixRMaj[] weights = {net.weight(1), A, new DMatrixRMaj(1, 5)}; // a silent readout
    double[] sampled = eigenvalues(DeepLinearNet.of(weights));
    DMatrixRMaj squares = CommonOps_DDRM.multTransA(A, A, null);
    double[] expected = Arrays.stream(symmetricEigenvalues(squares)).map(Math::sqrt).boxed()
        .map(TwoHiddenLayers::pair)
        .flatMapToDouble(pair -> DoubleStream.of(pair.lower().value(), pair.upper().value())).sorted().toArray();
    assertArrayEquals(expected, sampled, 1e-13);
  }

  @Test
  void twoWideHiddenLayersHaveTheTabulatedEdges() {
    assertEdges(3 - 2 * Math.sqrt(2), 3 + 2 * Math.sqrt(2), TwoHiddenLayers.plain(1), 1e-15);
    assertEdges(1.0 / 3, 3, TwoHiddenLayers.plain(1.0 / 3), 1e-15);
    assertEdges(0.1158187, 8.634181, TwoHiddenLayers.withSkip(1), 5e-7);
    assertEdges(0.1862436, 5.369312, TwoHiddenLayers.withSkip(1.0 / 3), 5e-7);
    assertEquals(1, TwoHiddenLayers.pair(0).upper().value());
    Edges huge = TwoHiddenLayers.pair(1e6);
    assertEquals(1e-12, huge.lower().value(), 1e-23);
  }

  @Test
  void oneHiddenLayerHasTheEdgesOfMarchenkoAndPastur() {
    assertEdges(1, 5, new OneHiddenLayer(1, 1).edges(), 0);
    assertEdges(1, 2, new OneHiddenLayer(0, 1).edges(), 0);
    assertEdges(1, 2.4343, new OneHiddenLayer(10.0 / 256, 1).edges(), 5e-5);
    assertEdges(1, 1.015625, new OneHiddenLayer(1, 1.0 / 256).edges(), 1e-15);
    assertEdges(3, 19, new OneHiddenLayer(4, 2).edges(), 1e-14);
  }

  /// `I + Aᵀ A`: mean `1 + readout α`, mean square of the excess `readout² α (1 + α)`.
  @ParameterizedTest
  @CsvSource({"0.25, 1", "1, 0.5", "3, 2"})
  void itsDensityHasTheMomentsOfTheHessian(double alpha, double readout) {
    OneHiddenLayer law = new OneHiddenLayer(alpha, readout);
    double a = 1 + readout * Math.pow(1 - Math.sqrt(alpha), 2);
    double b = law.edges().upper().value();
    double[] moments = new double[3];
    int n = 4000;
    for (int i = 0; i < n; i++) {
      double theta = Math.PI * (i + 0.5) / n;
      double lambda = a + (b - a) * (1 - Math.cos(theta)) / 2;
      double mass = law.density(lambda) * (b - a) / 2 * Math.sin(theta) * Math.PI / n;
      for (int k = 0; k < 3; k++) {
        moments[k] += mass * Math.pow(lambda - 1, k);
      }
    }
    assertEquals(1 - law.atom(), moments[0], 1e-9);
    assertEquals(readout * alpha, moments[1], 1e-9 * moments[1]);
    assertEquals(readout * readout * alpha * (1 + alpha), moments[2], 1e-9 * moments[2]);
    assertEquals(0, law.density(b + 1e-9));
    assertEquals(Math.max(0, 1 - alpha), law.atom());
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertEquals("alpha and the readout's strength must be at least 0 and finite, got -1.0 and 1.0",
        assertThrows(IllegalArgumentException.class, () -> new OneHiddenLayer(-1, 1)).getMessage());
    assertEquals("a singular value must be at least 0 and finite, got NaN",
        assertThrows(IllegalArgumentException.class, () -> TwoHiddenLayers.pair(Double.NaN)).getMessage());
    assertEquals("hidden layers H must be at least 1, got 0; without hidden layers there is no activity Hessian",
        assertThrows(IllegalArgumentException.class, () -> new OrthogonalChain(0)).getMessage());
    assertEquals("widths must be at least 1, got 0 and 3",
        assertThrows(IllegalArgumentException.class, () -> new OrthogonalChain(2).edges(0, 3)).getMessage());
    assertEquals("a value must be finite and its error at least 0, got NaN and 0.0",
        assertThrows(IllegalArgumentException.class, () -> new Asymptote(Double.NaN, 0)).getMessage());
    assertTrue(new Asymptote(-2, 0.5).admits(-1) && !new Asymptote(-2, 0.5).admits(-0.9));
  }

  private static void assertEdges(double lower, double upper, Edges edges, double tolerance) {
    assertEquals(lower, edges.lower().value(), tolerance * lower + 1e-16);
    assertEquals(upper, edges.upper().value(), tolerance * upper + 1e-15 * upper);
  }

  private static DoubleStream repeated(double[] values, int times) {
    return DoubleStream.generate(() -> 0).limit(times).flatMap(zero -> Arrays.stream(values));
  }

  private static double[] eigenvalues(DeepLinearNet net) {
    return symmetricEigenvalues(ActivityHessian.of(net).matrix().dense());
  }

  private static double[] symmetricEigenvalues(DMatrixRMaj matrix) {
    EigenDecomposition_F64<DMatrixRMaj> decomposition = DecompositionFactory_DDRM.eig(matrix.numRows, false, true);
    decomposition.decompose(matrix);
    double[] eigenvalues = new double[matrix.numRows];
    Arrays.setAll(eigenvalues, i -> decomposition.getEigenvalue(i).getReal());
    Arrays.sort(eigenvalues);
    return eigenvalues;
  }
}

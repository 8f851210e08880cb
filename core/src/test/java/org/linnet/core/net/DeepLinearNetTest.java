package org.linnet.core.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// **Oracle**: the definition, by hand.
class DeepLinearNetTest {
  private final DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(3, 2), new DMatrixRMaj(3, 3),
      new DMatrixRMaj(1, 3));

  @Test
  void itHasTheDepthAndWidthsOfItsWeights() {
    assertEquals(3, net.depth());
    assertEquals(2, net.hiddenLayers());
    assertArrayEquals(new int[]{2, 3, 3, 1}, net.widths());
    assertEquals(6 + 9 + 3, net.parameters());
  }

  @Test
  void aLayerMapIsTheScaledWeightsPlusTheSkip() {
    DMatrixRMaj W = new DMatrixRMaj(new double[][]{{1, 2}, {3, 4}});
    DMatrixRMaj A = DeepLinearNet.of(W).withScalings(10).withSkips(0.5).layerMap(1);
    assertArrayEquals(new double[]{10.5, 20, 30, 40.5}, A.data);
  }

  @Test
  void hiddenSkipsLieBetweenHiddenLayersOnly() {
    DeepLinearNet skips = net.withHiddenSkips();
    assertArrayEquals(new double[]{0, 1, 0}, new double[]{skips.skip(1), skips.skip(2), skips.skip(3)});
    assertEquals(0, DeepLinearNet.of(new DMatrixRMaj(2, 2)).withHiddenSkips().skip(1));
    assertEquals(0, DeepLinearNet.of(new DMatrixRMaj(2, 2), new DMatrixRMaj(2, 2)).withHiddenSkips().skip(2));
  }

  @Test
  void itDoesNotShareItsNumbers() {
    DMatrixRMaj W = new DMatrixRMaj(1, 1);
    DeepLinearNet mine = DeepLinearNet.of(W);
    W.set(0, 0, 5);
    mine.weight(1).set(0, 0, 6);
    assertEquals(0, mine.weight(1).get(0, 0));
  }

  @Test
  void whatDoesNotFitIsNamed() {
    message("a network needs at least one weight matrix, got none", () -> DeepLinearNet.of());
    message("W(2) must have 3 columns, the rows of W(1), got 4",
        () -> DeepLinearNet.of(new DMatrixRMaj(3, 2), new DMatrixRMaj(2, 4)));
    message("W(1) must not be empty, got 0 x 2", () -> DeepLinearNet.of(new DMatrixRMaj(0, 2)));
    message("W(1) must be finite, got NaN at row 2, column 1",
        () -> DeepLinearNet.of(new DMatrixRMaj(new double[][]{{1, 2}, {Double.NaN, 4}})));
    message("one scaling per layer is needed: 3, got 2", () -> net.withScalings(1, 2));
    message("scaling a(2) must be finite, got Infinity", () -> net.withScalings(1, Double.POSITIVE_INFINITY, 1));
    message("precision gamma(3) must be positive and finite, got 0.0", () -> net.withPrecisions(1, 1, 0));
    message("skip tau(3) = 1.0 needs layers of equal width, but N(2) = 3 and N(3) = 1", () -> net.withSkips(0, 1, 1));
    message("W(2) must be 3 x 3, got 2 x 2",
        () -> net.withWeights(new DMatrixRMaj(3, 2), new DMatrixRMaj(2, 2), new DMatrixRMaj(1, 2)));
    assertEquals("layer must be in 1..3, got 4",
        assertThrows(IndexOutOfBoundsException.class, () -> net.weight(4)).getMessage());
  }

  private static void message(String expected, Executable wrong) {
    assertEquals(expected, assertThrows(IllegalArgumentException.class, wrong).getMessage());
  }
}

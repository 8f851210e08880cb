package org.linnet.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class SplitTest {
  private static final Values.Bytes PIXELS = bytes(0, 51, 102, 153, 204, 255, 10, 20);

  @Test
  void inputsAreColumnsInTheOrderAskedFor() {
    Split split = new Split(PIXELS, bytes(2, 0), 3, Normalisation.unitInterval());
    DMatrixRMaj x = split.inputs(1, 0, 1);
    assertEquals(4, x.numRows);
    assertEquals(3, x.numCols);
    assertArrayEquals(
        new double[]{0.8, 0.0, 0.8, 1.0, 0.2, 1.0, 10 / 255.0, 0.4, 10 / 255.0, 20 / 255.0, 0.6, 20 / 255.0},
        x.data);
  }

  @Test
  void targetsAreOneHotColumns() {
    Split split = new Split(PIXELS, bytes(2, 0), 3, Normalisation.none());
    assertArrayEquals(new double[]{0, 1, 0, 0, 1, 0}, split.targets(0, 1).data);
    assertEquals(2, split.label(0));
    assertEquals("2 samples of 4 features in 3 classes", split.toString());
  }

  @Test
  void everyChannelHasItsOwnConstants() {
    Split split = new Split(PIXELS, bytes(2, 0), 3,
        Normalisation.standardising(new double[]{0.2, 0.6}, new double[]{0.5, 0.1}));
    // (0, 0.2, 0.4, 0.6): minus 0.2 over 0.5, then minus 0.6 over 0.1
    assertArrayEquals(new double[]{-0.4, 0, -2, 0}, split.inputs(0).data, 1e-15 * 10);
  }

  @Test
  void rawNumbersStayAsPublished() {
    Split split = new Split(PIXELS, bytes(2, 0), 3, Normalisation.none());
    assertArrayEquals(new double[]{204, 255, 10, 20}, split.inputs(1).data);
  }

  @Test
  void aRangeIsASplitOfItsSamples() {
    Split last = new Split(PIXELS, bytes(2, 0), 3, Normalisation.none()).range(1, 2);
    assertEquals("1 samples of 4 features in 3 classes", last.toString());
    assertArrayEquals(new double[]{204, 255, 10, 20}, last.inputs(0).data);
    assertEquals(0, last.label(0));
    assertThrows(IndexOutOfBoundsException.class, () -> last.range(0, 2));
  }

  @Test
  void noSamplesMakeEmptyMatrices() {
    Split split = new Split(PIXELS, bytes(2, 0), 3, Normalisation.none());
    assertEquals(0, split.inputs().numCols);
    assertEquals(0, split.targets().numCols);
  }

  @Test
  void wrongCallsSayWhatIsWrong() {
    Split split = new Split(PIXELS, bytes(2, 0), 3, Normalisation.none());
    assertEquals("a sample must be in 0 .. 1, got 2",
        assertThrows(IndexOutOfBoundsException.class, () -> split.inputs(0, 2)).getMessage());
    assertEquals("a sample must be in 0 .. 1, got -1",
        assertThrows(IndexOutOfBoundsException.class, () -> split.targets(-1)).getMessage());
    refused("the values must be whole samples, 3 of them and at least one, got 8 values",
        () -> new Split(PIXELS, bytes(0, 0, 0), 3, Normalisation.none()));
    refused("the values must be whole samples, 0 of them and at least one, got 8 values",
        () -> new Split(PIXELS, bytes(), 3, Normalisation.none()));
    refused("label 1 must be below 3, got 3", () -> new Split(PIXELS, bytes(2, 3), 3, Normalisation.none()));
    refused("the normalisation's 3 channels must divide the 4 features", () -> new Split(PIXELS, bytes(2, 0), 3,
        Normalisation.standardising(new double[3], new double[]{1, 1, 1})));
  }

  @Test
  void aNormalisationChecksItsConstants() {
    refused("a channel's deviation must be positive and finite, got 0.0", () -> new Normalisation.Channel(1, 0));
    refused("a channel's mean must be finite, got NaN", () -> new Normalisation.Channel(Double.NaN, 1));
    refused("a normalisation needs at least one channel, got none", () -> new Normalisation(List.of()));
    refused("there must be as many deviations as means, 1, got 2",
        () -> Normalisation.standardising(new double[1], new double[2]));
  }

  @Test
  void aDatasetsSplitsMustAgree() {
    Split four = new Split(PIXELS, bytes(2, 0), 3, Normalisation.none());
    Split two = new Split(PIXELS, bytes(2, 0, 0, 0), 3, Normalisation.none());
    Split otherClasses = new Split(PIXELS, bytes(2, 0), 5, Normalisation.none());
    refused("the test samples of x must have 4 features, those of the training samples, got 2",
        () -> new Dataset("x", "X", four, two, "made"));
    refused("the test samples of x must have 3 classes, those of the training samples, got 5",
        () -> new Dataset("x", "X", four, otherClasses, "made"));
  }

  private static void refused(String message, org.junit.jupiter.api.function.Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private static Values.Bytes bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int k = 0; k < values.length; k++) {
      bytes[k] = (byte) values[k];
    }
    return new Values.Bytes(bytes);
  }
}

package org.linnet.core.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.linnet.core.data.Split;
import org.linnet.core.device.ReferenceDevice;
import org.linnet.core.engine.Engine;
import org.linnet.core.engine.Optimiser;
import org.linnet.core.engine.Rule;
import org.linnet.core.inference.Inference.Descent;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;

/// Classification by a generative network.
///
/// **Oracle**: without a hidden layer, the inferred input is the least-squares solution of `W x = y`, by a QR decomposition; the
/// loss as a loop.
///
/// **If wrong**: the accuracy of generative training says nothing.
class RecognitionTest {
  private static final Split TEST = Runs.DATA.test().range(0, 150);

  @Test
  void aSampleIsClassifiedByTheInputThatExplainsItBest() {
    DMatrixRMaj W = classMeans();
    RealMatrix inferred = new QRDecomposition(new Array2DRowRealMatrix(rows(W))).getSolver()
        .solve(new Array2DRowRealMatrix(rows(TEST.inputs(all()))));
    int right = 0;
    double loss = 0;
    for (int i = 0; i < TEST.size(); i++) {
      double[] x = inferred.getColumn(i);
      int best = 0;
      for (int k = 1; k < x.length; k++) {
        best = x[k] > x[best] ? k : best;
      }
      right += best == TEST.label(i) ? 1 : 0;
      for (int j = 0; j < W.numRows; j++) {
        double e = TEST.inputs(i).get(j, 0) - W.get(j, TEST.label(i));
        loss += e * e / 2;
      }
    }
    Evaluation evaluation = evaluate(W, new Descent(4000, 0.05));
    assertEquals(right / 150.0, evaluation.accuracy());
    assertTrue(right > 15 && right < 135, "other than always the same class: " + right);
    assertEquals(loss / 150, evaluation.loss(), 1e-10 * loss);
  }

  @Test
  void inferenceThatDivergesIsNoAccuracy() {
    assertTrue(Double.isNaN(evaluate(classMeans(), new Descent(2000, 5)).loss()));
  }

  @Test
  void swappedSamplesAreTheTargetsInputs() {
    assertEquals(TEST.size(), TEST.swapped().size());
    assertArrayEquals(TEST.targets(3, 8).data, TEST.swapped().inputs(3, 8).data);
    assertArrayEquals(TEST.inputs(3, 8).data, TEST.swapped().targets(3, 8).data);
  }

  /// Batches of 64, the last of them smaller.
  private static Evaluation evaluate(DMatrixRMaj W, Descent how) {
    try (Engine engine = Engine.of(new ReferenceDevice(), DeepNet.linear(DeepLinearNet.of(W)),
        new Rule.Backpropagation(),
        new Optimiser.Sgd(1), 1)) {
      return new Recognition(new ReferenceDevice(), how, 1).evaluate(engine, TEST, 64);
    }
  }

  /// A matrix whose columns are the means of the classes in the first training samples.
  private static DMatrixRMaj classMeans() {
    DMatrixRMaj W = new DMatrixRMaj(Runs.DATA.features(), Runs.DATA.classes());
    int[] count = new int[Runs.DATA.classes()];
    for (int i = 0; i < 500; i++) {
      int label = Runs.DATA.train().label(i);
      count[label]++;
      DMatrixRMaj x = Runs.DATA.train().inputs(i);
      for (int j = 0; j < W.numRows; j++) {
        W.add(j, label, x.get(j, 0));
      }
    }
    for (int k = 0; k < W.data.length; k++) {
      W.data[k] /= count[k % count.length];
    }
    return W;
  }

  private static int[] all() {
    return java.util.stream.IntStream.range(0, TEST.size()).toArray();
  }

  private static double[][] rows(DMatrixRMaj M) {
    double[][] rows = new double[M.numRows][M.numCols];
    for (int k = 0; k < M.data.length; k++) {
      rows[k / M.numCols][k % M.numCols] = M.data[k];
    }
    return rows;
  }
}

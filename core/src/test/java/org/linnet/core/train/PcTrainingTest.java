package org.linnet.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.linnet.core.data.Mnist1d;
import org.linnet.core.data.Split;
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.inference.GradientDescent;
import org.linnet.core.inference.Inference;
import org.linnet.core.inference.Stopping;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.StandardActivation;

/// **Oracle**: a chain of two weights by hand; counting by hand for accuracy.
class PcTrainingTest {

  /// `w1 = 3, w2 = 2, x = 1, y = 5`: `z* = 13/5`, errors `-2/5` and `-1/5`, so `∂F/∂w1 = 2/5` and `∂F/∂w2 = 13/25`.
  @Test
  void aStepDescendsTheEnergyAtTheEquilibrium() {
    PcTraining training = PcTraining.of(DeepNet.linear(DeepLinearNet.of(scalar(3), scalar(2))), 0.1,
        new Inference.Exact());
    PcTraining.Step step = training.step(scalar(1), scalar(5));
    assertEquals(0.1, step.energy(), 1e-15);
    assertEquals(3 - 0.1 * 2 / 5, training.skeleton().weight(1).get(0), 1e-15);
    assertEquals(2 - 0.1 * 13 / 25, training.skeleton().weight(2).get(0), 1e-15);
  }

  @Test
  void descentOnTheActivitiesArrivesAtTheSameStep() {
    DeepNet net = DeepNet.linear(DeepLinearNet.of(scalar(3), scalar(2)));
    PcTraining exact = PcTraining.of(net, 0.1, new Inference.Exact());
    PcTraining descent = PcTraining.of(net, 0.1, new Inference.Descent(new ActivityInit.Forward(),
        new GradientDescent(0.2, 1000, new Stopping.GradientNorm(1e-13))));
    exact.step(scalar(1), scalar(5));
    descent.step(scalar(1), scalar(5));
    assertEquals(exact.skeleton().weight(1).get(0), descent.skeleton().weight(1).get(0), 1e-13);
    assertEquals(exact.skeleton().weight(2).get(0), descent.skeleton().weight(2).get(0), 1e-13);
  }

  @Test
  void weightsThatWouldOverflowAreNotTakenOver() {
    DeepNet net = DeepNet.linear(DeepLinearNet.of(scalar(3), scalar(2)));
    PcTraining training = PcTraining.of(net, 1e300, new Inference.Exact());
    assertFalse(training.step(scalar(1e10), scalar(5)).stable());
    assertSame(net, training.net());
  }

  @Test
  void exactInferenceRefusesANonlinearNetwork() {
    DeepNet net = DeepNet.activatedBefore(DeepLinearNet.of(scalar(3), scalar(2)), StandardActivation.TANH);
    assertEquals("exact inference needs a linear network; use gradient descent for this one",
        assertThrows(IllegalArgumentException.class,
            () -> PcTraining.of(net, 0.1, new Inference.Exact()).step(scalar(1), scalar(5))).getMessage());
    assertEquals("learning rate must be positive and finite, got 0.0",
        assertThrows(IllegalArgumentException.class, () -> PcTraining.of(net, 0, new Inference.Exact())).getMessage());
  }

  /// Of a network whose outputs are all zero the first class is the answer, and the loss is half of `‖y‖² = 1`.
  @Test
  void evaluationCountsWhatIsRight() {
    Split samples = Mnist1d.generate().test();
    DMatrixRMaj W = new DMatrixRMaj(samples.classes(), samples.features());
    Evaluation zero = Evaluation.of(DeepNet.linear(DeepLinearNet.of(W)), samples); // all outputs 0: the first class
    long firstClass = java.util.stream.IntStream.range(0, samples.size()).filter(i -> samples.label(i) == 0).count();
    assertEquals(firstClass / (double) samples.size(), zero.accuracy(), 1e-15);
    assertEquals(0.5, zero.loss(), 1e-15);
    assertEquals(0.5, Evaluation.of(DeepNet.linear(DeepLinearNet.of(W).withPrecisions(4)), samples).loss(), 1e-15);
  }

  private static DMatrixRMaj scalar(double value) {
    return new DMatrixRMaj(new double[][]{{value}});
  }
}

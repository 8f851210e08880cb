package org.linnet.core.train;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.data.Split;
import org.linnet.core.device.Device;
import org.linnet.core.energy.Loss;
import org.linnet.core.energy.Objective;
import org.linnet.core.energy.Objective.Input;
import org.linnet.core.engine.Engine;
import org.linnet.core.engine.Inferred;
import org.linnet.core.engine.Optimiser;
import org.linnet.core.engine.Rule;
import org.linnet.core.engine.Training;
import org.linnet.core.inference.Inference.Descent;
import org.linnet.core.inference.Outcome;

/// How a generative network, from classes to samples, does on held-out samples: it generates by the forward pass, and
/// classifies by inference with the output clamped to the sample and the input free, starting from `1/K` for each class.
///
/// @param device where to infer
/// @param how to infer
/// @param threads at most
public record Recognition(Device device, Descent how, int threads) {
  /// The mean loss `1/2 ‖sample - generated‖²`, and the share of samples whose largest inferred input is their class. The loss is
  /// NaN if inference diverges.
  ///
  /// @param engine whose weights are evaluated
  /// @param batch samples per call
  public Evaluation evaluate(Engine engine, Split samples, int batch) {
    Training inference = new Training(new Rule.PredictiveCoding(how), new Optimiser.Sgd(1))
        .withObjective(Objective.clamped(Loss.SQUARED_ERROR).withInput(Input.FREE));
    double sum = 0;
    int right = 0;
    try (Engine free = Engine.of(device, engine.net(), inference, threads)) {
      for (int first = 0; first < samples.size(); first += batch) {
        int[] some = IntStream.range(first, Math.min(first + batch, samples.size())).toArray();
        DMatrixRMaj seen = samples.inputs(some);
        sum += Loss.SQUARED_ERROR.value(seen, engine.predict(samples.targets(some))) * some.length;
        Inferred inferred = free.infer(undecided(samples.classes(), some.length), seen);
        if (inferred.outcome() instanceof Outcome.Diverged) {
          return new Evaluation(Double.NaN, 0);
        }
        right += Evaluation.right(inferred.activity(0), samples, some);
      }
    }
    return new Evaluation(sum / samples.size(), right / (double) samples.size());
  }

  private static DMatrixRMaj undecided(int classes, int samples) {
    DMatrixRMaj x = new DMatrixRMaj(classes, samples);
    Arrays.fill(x.data, 1.0 / classes);
    return x;
  }
}

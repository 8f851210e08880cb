package org.linnet.core.train;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.data.Split;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.net.DeepNet;

/// How a network does on a set of samples when its output is the forward pass.
///
/// @param loss the mean squared error `1/(2B) sum_i ‖y(i) - f(x(i))‖²`
/// @param accuracy the share of samples whose largest output is their class
public record Evaluation(double loss, double accuracy) {
  private static final int CHUNK = 500;

  /// Evaluates `net` on all samples.
  public static Evaluation of(DeepNet net, Split samples) {
    double loss = 0;
    int right = 0;
    for (int first = 0; first < samples.size(); first += CHUNK) {
      int[] chunk = IntStream.range(first, Math.min(first + CHUNK, samples.size())).toArray();
      PcEnergy energy = PcEnergy.of(net, samples.inputs(chunk), samples.targets(chunk));
      Activities z = Activities.zero(net.skeleton(), chunk.length);
      energy.forward(z);
      energy.evaluate(z);
      // at the forward pass only the output errs, so the energy over the output precision is the squared error
      loss += energy.value() / net.skeleton().precision(net.skeleton().depth()) * chunk.length;
      DMatrixRMaj output = energy.prediction();
      for (int i = 0; i < chunk.length; i++) {
        right += largest(output, i) == samples.label(chunk[i]) ? 1 : 0;
      }
    }
    return new Evaluation(loss / samples.size(), right / (double) samples.size());
  }

  private static int largest(DMatrixRMaj output, int sample) {
    int best = 0;
    for (int k = 1; k < output.numRows; k++) {
      best = output.get(k, sample) > output.get(best, sample) ? k : best;
    }
    return best;
  }
}

package org.linnet.core.train;

import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.data.Split;
import org.linnet.core.energy.Loss;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.net.DeepNet;

/// How a network does on a set of samples when its output is the forward pass.
///
/// @param loss the mean loss; of the squared error, `1/(2B) sum_i ‖y(i) - f(x(i))‖²`
/// @param accuracy the share of samples whose largest output is their class
public record Evaluation(double loss, double accuracy) {
  private static final int CHUNK = 500;

  /// Evaluates on all samples.
  ///
  /// @param outputs maps inputs, one sample per column, to the network's outputs
  /// @param batch samples per call
  public static Evaluation of(UnaryOperator<DMatrixRMaj> outputs, Loss loss, Split samples, int batch) {
    double sum = 0;
    int right = 0;
    for (int first = 0; first < samples.size(); first += batch) {
      int[] some = IntStream.range(first, Math.min(first + batch, samples.size())).toArray();
      DMatrixRMaj output = outputs.apply(samples.inputs(some));
      DMatrixRMaj y = samples.targets(some);
      sum += loss.value(y, output) * some.length;
      right += right(output, samples, some);
    }
    return new Evaluation(sum / samples.size(), right / (double) samples.size());
  }

  /// How many samples' largest score, `K x B`, is their class.
  static int right(DMatrixRMaj scores, Split samples, int... some) {
    int right = 0;
    for (int i = 0; i < some.length; i++) {
      int best = 0;
      for (int k = 1; k < scores.numRows; k++) {
        best = scores.get(k, i) > scores.get(best, i) ? k : best;
      }
      right += best == samples.label(some[i]) ? 1 : 0;
    }
    return right;
  }

  /// Evaluates the forward pass of `net` by the squared error.
  public static Evaluation of(DeepNet net, Split samples) {
    return of(x -> forward(net, x), Loss.SQUARED_ERROR, samples, CHUNK);
  }

  private static DMatrixRMaj forward(DeepNet net, DMatrixRMaj x) {
    PcEnergy energy = PcEnergy.of(net, x, new DMatrixRMaj(net.skeleton().width(net.skeleton().depth()), x.numCols));
    return energy.evaluate(energy.forward()).prediction();
  }
}

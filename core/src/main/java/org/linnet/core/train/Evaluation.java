package org.linnet.core.train;

import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.data.Split;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.net.DeepNet;

/// How a network does on a set of samples when its output is the forward pass.
///
/// @param loss the mean squared error `1/(2B) sum_i ‖y(i) - f(x(i))‖²`
/// @param accuracy the share of samples whose largest output is their class
public record Evaluation(double loss, double accuracy) {
  private static final int CHUNK = 500;

  /// Evaluates on all samples.
  ///
  /// @param outputs maps inputs, one sample per column, to the network's outputs
  /// @param batch samples per call
  public static Evaluation of(UnaryOperator<DMatrixRMaj> outputs, Split samples, int batch) {
    double loss = 0;
    int right = 0;
    for (int first = 0; first < samples.size(); first += batch) {
      int[] some = IntStream.range(first, Math.min(first + batch, samples.size())).toArray();
      DMatrixRMaj output = outputs.apply(samples.inputs(some));
      DMatrixRMaj y = samples.targets(some);
      for (int i = 0; i < some.length; i++) {
        loss += loss(output, y, i);
        int best = 0;
        for (int k = 1; k < output.numRows; k++) {
          best = output.get(k, i) > output.get(best, i) ? k : best;
        }
        right += best == samples.label(some[i]) ? 1 : 0;
      }
    }
    return new Evaluation(loss / samples.size(), right / (double) samples.size());
  }

  /// The loss of sample `i`, `1/2 ‖y(i) - f(x(i))‖²`.
  private static double loss(DMatrixRMaj output, DMatrixRMaj y, int i) {
    double squared = 0;
    for (int k = 0; k < output.numRows; k++) {
      double error = y.get(k, i) - output.get(k, i);
      squared += error * error;
    }
    return squared / 2;
  }

  /// Evaluates the forward pass of `net`.
  public static Evaluation of(DeepNet net, Split samples) {
    return of(x -> forward(net, x), samples, CHUNK);
  }

  private static DMatrixRMaj forward(DeepNet net, DMatrixRMaj x) {
    PcEnergy energy = PcEnergy.of(net, x, new DMatrixRMaj(net.skeleton().width(net.skeleton().depth()), x.numCols));
    return energy.evaluate(new ActivityInit.Forward().of(energy)).prediction();
  }
}

package org.linnet.core.bench;

import java.util.Arrays;
import java.util.function.LongSupplier;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.device.Devices;
import org.linnet.core.device.Precision;
import org.linnet.core.engine.Engine;
import org.linnet.core.engine.Optimiser;
import org.linnet.core.engine.Rule;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;

/// A network of `linnet bench` that is trained step by step on the processor; the weights stay, and with them the size of the errors.
public final class TrainingSteps implements LongSupplier {
  private static final int BATCH = 64;

  private final Engine engine;
  private final DMatrixRMaj x = new DMatrixRMaj(784, BATCH);
  private final DMatrixRMaj y = new DMatrixRMaj(10, BATCH);
  private double energy;

  /// @param shape `512x8` for muPC ReLU with 8 hidden layers of 512 and as many inference steps; `300x5x20` for tanh in the standard
  ///     parameterisation with 20 steps; `x0` for backpropagation; followed by `d` for double precision
  public TrainingSteps(String shape) {
    boolean isDouble = shape.endsWith("d");
    int[] sizes = Arrays.stream(shape.replace("d", "").split("x")).mapToInt(Integer::parseInt).toArray();
    boolean mupc = sizes.length == 2;
    int[] widths = new int[sizes[1] + 2];
    Arrays.fill(widths, sizes[0]);
    widths[0] = x.numRows;
    widths[widths.length - 1] = y.numRows;
    Parameterisation start = mupc ? new Parameterisation.MuPc() : new Parameterisation.StandardGaussian();
    DeepNet net = DeepNet.activatedBefore(start.draw(RandomStream.of(1), widths),
        mupc ? StandardActivation.RELU : StandardActivation.TANH);
    int steps = mupc ? sizes[1] : sizes[2];
    Rule rule = steps == 0 ? new Rule.Backpropagation() : new Rule.PredictiveCoding(steps, 0.1);
    engine = Engine.of(Devices.named("cpu", isDouble ? Precision.DOUBLE : Precision.FLOAT), net, rule,
        new Optimiser.Adam(1e-30));
    RandomStream random = RandomStream.of(2);
    for (int k = 0; k < x.data.length; k++) {
      x.data[k] = random.nextGaussian();
    }
    for (int i = 0; i < BATCH; i++) {
      y.set(i % y.numRows, i, 1);
    }
  }

  /// Takes a step; returns the nanoseconds it took.
  @Override
  public long getAsLong() {
    long start = System.nanoTime();
    energy = engine.step(x, y);
    return System.nanoTime() - start;
  }

  /// The energy of the last step.
  @Override
  public String toString() {
    return Double.toString(energy);
  }
}

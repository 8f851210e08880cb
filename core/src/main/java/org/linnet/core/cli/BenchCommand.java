package org.linnet.core.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.device.Device;
import org.linnet.core.device.Devices;
import org.linnet.core.device.Factor;
import org.linnet.core.device.Matrix;
import org.linnet.core.device.Peak;
import org.linnet.core.device.Precision;
import org.linnet.core.device.Side;
import org.linnet.core.engine.Engine;
import org.linnet.core.engine.Optimiser;
import org.linnet.core.engine.Rule;
import org.linnet.core.inference.ExactInference;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.output.Installation;
import org.linnet.core.random.RandomStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `linnet bench`: how fast a predictive coding step is, against what the machine can do, measured in one run.
@Command(name = "bench", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Measures whole "
    + "training steps of predictive coding on a device, and the device's own rates in the same run: 'peak' is what fused "
    + "multiply-adds on registers reach on all threads, 'product' the best matrix product on them. On a GPU, 'peak' is a large "
    + "square product of the same precision, and one thread of the host drives it. 'done' are the operations of the step's "
    + "products; 'plain' those of an algorithm that computes every layer at every inference step. Each number is the best of "
    + "several repetitions.")
public final class BenchCommand implements LinnetCommand {
  private static final int BATCH = 64;

  /// A network of the benchmark: `784 - width x hidden - 10`.
  private record Shape(int width, int hidden, int steps, Parameterisation start, StandardActivation phi) {
    int[] widths() {
      int[] widths = new int[hidden + 2];
      Arrays.fill(widths, width);
      widths[0] = 784;
      widths[hidden + 1] = 10;
      return widths;
    }

    /// Every layer's prediction and pull at every step, the first prediction once, the forward pass and the gradients.
    double plainFlops() {
      double inner = (hidden - 1.0) * width * width + width * 10.0;
      return 2.0 * BATCH * (2 * steps * inner + 2 * (784.0 * width + inner));
    }
  }

  @Option(names = "--device", paramLabel = "NAME", description = "cuda or cpu.")
  private String where = "cpu";

  @Option(names = "--precision", paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}.")
  private Precision precision = Precision.FLOAT;

  @Option(names = "--threads", paramLabel = "N", description = "Threads.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--seconds", paramLabel = "S", description = "Time for each measurement, after as long a warm-up.")
  private double seconds = 2;

  @Option(names = "--deepest", paramLabel = "H", description = "Leave out networks of width 512 that are deeper.")
  private int deepest = 128;

  @Option(names = "--step-size", paramLabel = "BETA", description = "Step size of inference: the smaller, the sooner the error wave ends.")
  private double stepSize = 0.1;

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    if (!(seconds > 0) || seconds > 600) {
      throw new IllegalArgumentException("--seconds must be above 0 and at most 600, got " + seconds);
    }
    if (!(stepSize > 0 && stepSize < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("--step-size must be positive and finite, got " + stepSize);
    }
    Checks.requireAtLeast("--threads", threads, 1);
    Checks.requireAtLeast("--deepest", deepest, 1);
    if (where.equals("reference")) {
      throw new IllegalArgumentException(
          "--device must be cuda or cpu, got reference: it is written to be read, not to be fast");
    }
    Device device = Devices.named(where, precision);
    boolean whole = device.chunk() == Integer.MAX_VALUE;
    int used = whole ? 1 : threads;
    PrintWriter out = spec.commandLine().getOut();
    Installation here = Installation.here();
    out.printf("%s, %d threads, %s, %s, Linnet %s %s%n", device.name(), used, here.processor(), here.jdk(),
        here.version(),
        here.commit());
    double peak = whole ? deviceRate(device, out) : processorRate(device, out);
    out.printf("%-30s %9s %11s %9s %6s %10s%n", "network, inference steps", "ms/step", "samples/s", "GFLOP/s", "peak",
        "done/plain");
    for (Shape shape : shapes()) {
      step(device, shape, used, peak, out);
    }
    for (int H = 2; H <= 128 && !whole; H *= 4) {
      exact(H, out);
    }
    return ExitCode.OK;
  }

  private double processorRate(Device device, PrintWriter out) {
    double[] sink = new double[1];
    double one = rate(() -> Peak.run(precision, sink));
    out.printf("peak %.0f GFLOP/s (%.0f on one thread times %d), product %.0f GFLOP/s on one thread%n",
        threads * one / 1e9, one / 1e9, threads, product(device, 512, 32) / 1e9);
    return threads * one;
  }

  private double deviceRate(Device device, PrintWriter out) {
    int N = 8192;
    double peak = product(device, N, N);
    out.printf("peak %.0f GFLOP/s (product of %d x %d matrices)%n", peak / 1e9, N, N);
    return peak;
  }

  private List<Shape> shapes() {
    Parameterisation sp = new Parameterisation.StandardGaussian();
    Parameterisation mupc = new Parameterisation.MuPc();
    return List.of(new Shape(300, 3, 20, sp, StandardActivation.TANH),
        new Shape(300, 5, 20, sp, StandardActivation.TANH), new Shape(300, 10, 20, sp, StandardActivation.TANH),
        new Shape(128, 30, 30, mupc, StandardActivation.RELU), new Shape(512, 8, 8, mupc, StandardActivation.RELU),
        new Shape(512, 16, 16, mupc, StandardActivation.RELU), new Shape(512, 32, 32, mupc, StandardActivation.RELU),
        new Shape(512, 64, 64, mupc, StandardActivation.RELU), new Shape(512, 128, 128, mupc, StandardActivation.RELU))
        .stream().filter(shape -> shape.width < 512 || shape.hidden <= deepest).toList();
  }

  private void step(Device device, Shape shape, int used, double peak, PrintWriter out) {
    DeepNet net = DeepNet.activatedBefore(shape.start.draw(RandomStream.of(1), shape.widths()), shape.phi);
    DMatrixRMaj x = data(784, BATCH);
    DMatrixRMaj y = new DMatrixRMaj(10, BATCH);
    for (int i = 0; i < BATCH; i++) {
      y.set(i % 10, i, 1);
    }
    Rule rule = new Rule.PredictiveCoding(shape.steps, stepSize);
    Optimiser adam = new Optimiser.Adam(1e-30); // the weights stay, and with them the size of the errors
    try (Engine engine = Engine.of(device, net, rule, adam, used)) {
      double stepsPerSecond = rate(() -> {
        engine.step(x, y);
        return 1;
      });
      double done = engine.inferenceFlops() + engine.gradientFlops();
      out.printf("%-30s %9.2f %11.0f %9.0f %5.0f%% %10.2f%n",
          "784-" + shape.width + "x" + shape.hidden + "-10 " + shape.phi.name().toLowerCase(Locale.ROOT) + ", "
              + shape.steps,
          1e3 / stepsPerSecond, BATCH * stepsPerSecond, done * stepsPerSecond / 1e9, 100 * done * stepsPerSecond / peak,
          done / shape.plainFlops());
      out.flush();
    }
  }

  private void exact(int H, PrintWriter out) {
    int[] widths = new int[H + 2];
    Arrays.fill(widths, 128);
    widths[H + 1] = 10;
    var net = new Parameterisation.StandardGaussian().draw(RandomStream.of(1), widths);
    DMatrixRMaj x = data(128, BATCH);
    DMatrixRMaj y = data(10, BATCH);
    double perSecond = rate(() -> {
      ExactInference.of(net).equilibrium(x, y);
      return 1;
    });
    out.printf("exact inference 128x%-10d %9.2f %11.0f   (double precision, factored anew each time)%n", H,
        1e3 / perSecond, BATCH * perSecond);
    out.flush();
  }

  /// The rate of products of `N x N` and `N x n`, each waited for.
  private double product(Device device, int N, int n) {
    Matrix A = random(device, N, N); // zeros take less power, so that a GPU is faster on them
    Factor factor = device.factor(A);
    Matrix B = random(device, N, n);
    Matrix C = device.matrix(N, n);
    Matrix last = device.matrix(1, 1);
    double[] one = new double[1];
    return rate(() -> {
      device.multiply(1, Side.PLAIN, factor, B, C);
      device.read(last, one);
      return 2L * N * N * n;
    });
  }

  private static Matrix random(Device device, int rows, int columns) {
    Matrix M = device.matrix(rows, columns);
    device.write(data(rows, columns).data, M);
    return M;
  }

  /// Work that says how much it was.
  private interface Work {
    long run();
  }

  /// The best rate of a tenth of the time, after a warm-up of the whole time.
  private double rate(Work work) {
    double best = 0;
    for (int part = 0; part < 20; part++) {
      long units = 0;
      long start = System.nanoTime();
      double elapsed;
      do {
        units += work.run();
        elapsed = (System.nanoTime() - start) * 1e-9;
      } while (elapsed < seconds / 10);
      best = part < 10 ? 0 : Math.max(best, units / elapsed);
    }
    return best;
  }

  private static DMatrixRMaj data(int rows, int columns) {
    RandomStream random = RandomStream.of(2);
    DMatrixRMaj M = new DMatrixRMaj(rows, columns);
    for (int k = 0; k < M.data.length; k++) {
      M.data[k] = random.nextGaussian();
    }
    return M;
  }
}

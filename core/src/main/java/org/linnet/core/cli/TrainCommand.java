package org.linnet.core.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.data.Batches;
import org.linnet.core.data.DataDirectory;
import org.linnet.core.data.Dataset;
import org.linnet.core.device.Device;
import org.linnet.core.device.Devices;
import org.linnet.core.device.Precision;
import org.linnet.core.engine.Engine;
import org.linnet.core.engine.Optimiser;
import org.linnet.core.engine.Rule;
import org.linnet.core.inference.Inference;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;
import org.linnet.core.train.Evaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `linnet train`: trains a fully connected network by predictive coding.
@Command(name = "train", mixinStandardHelpOptions = true, showDefaultValues = true, description = {
    "Trains a fully connected network by predictive coding or backpropagation and prints a line per epoch.",
    "Exit code 1 if training diverges."})
public final class TrainCommand implements LinnetCommand {
  /// The scalings and random weights to start from.
  enum Start {
    /// Standard parameterisation, Gaussian weights of variance 1 / fan-in.
    SP,
    /// PyTorch's default, uniform.
    KAIMING,
    /// Neural tangent parameterisation.
    NTP,
    /// Depth-muP for predictive coding, with skips.
    MUPC,
    /// Orthogonal weights.
    ORTHOGONAL;

    Parameterisation parameterisation() {
      return switch (this) {
        case SP -> new Parameterisation.StandardGaussian();
        case KAIMING -> new Parameterisation.KaimingUniform();
        case NTP -> new Parameterisation.NeuralTangent();
        case MUPC -> new Parameterisation.MuPc();
        case ORTHOGONAL -> new Parameterisation.Orthogonal();
      };
    }
  }

  @Option(names = "--set", paramLabel = "NAME", description = "mnist-1d, mnist, fashion-mnist or cifar-10.")
  private String set = "mnist-1d";

  @Option(names = "--data", paramLabel = "DIR", description = "The data directory (default: LINNET_DATA).")
  private Path data;

  @Option(names = "--hidden", paramLabel = "H", description = "Hidden layers.")
  private int hidden = 2;

  @Option(names = "--width", paramLabel = "N", description = "Units of each hidden layer.")
  private int width = 64;

  @Option(names = "--activation", description = "One of ${COMPLETION-CANDIDATES}.")
  private StandardActivation activation = StandardActivation.TANH;

  @Option(names = "--parameterisation", description = "One of ${COMPLETION-CANDIDATES}.")
  private Start start = Start.SP;

  @Option(names = "--epochs", paramLabel = "E", description = "Passes over the training set.")
  private int epochs = 5;

  @Option(names = "--batch", paramLabel = "B", description = "Samples per step.")
  private int batch = 64;

  @Option(names = "--rate", paramLabel = "ETA", description = "Learning rate of the weights.")
  private double rate = 0.05;

  /// The learning rules on the command line.
  enum LearningRule {
    /// Predictive coding.
    PC,
    /// Backpropagation.
    BP
  }

  /// The optimisers on the command line.
  enum WeightOptimiser {
    /// Adam.
    ADAM,
    /// Plain gradient descent.
    SGD
  }

  @Option(names = "--rule", description = "One of ${COMPLETION-CANDIDATES}.")
  private LearningRule rule = LearningRule.PC;

  @Option(names = "--optimiser", description = "One of ${COMPLETION-CANDIDATES}.")
  private WeightOptimiser optimiser = WeightOptimiser.SGD;

  @Option(names = "--device", paramLabel = "NAME", description = "cpu or reference (default: the best one found).")
  private String device;

  @Option(names = "--precision", description = "One of ${COMPLETION-CANDIDATES}.")
  private Precision precision = Precision.FLOAT;

  @Option(names = "--threads", paramLabel = "N", description = "Threads; they do not change the result.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--samples", paramLabel = "M", description = "Train on the first M samples only.")
  private Integer samples;

  @Option(names = "--steps", paramLabel = "T", description = "Inference steps per batch; 0 infers exactly (linear networks only).")
  private int steps = 20;

  @Option(names = "--step-size", paramLabel = "BETA", description = "Step size of inference.")
  private double stepSize = 0.1;

  @Option(names = "--seed", paramLabel = "SEED", description = "Seed of the weights and of the order of samples.")
  private long seed = 1;

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    requireAtLeast("--hidden", hidden, 0);
    requireAtLeast("--width", width, 1);
    requireAtLeast("--epochs", epochs, 1);
    requireAtLeast("--batch", batch, 1);
    requireAtLeast("--samples", samples == null ? 1 : samples, 1);
    requireAtLeast("--steps", steps, 0);
    Optimiser move = optimiser == WeightOptimiser.SGD ? new Optimiser.Sgd(rate) : new Optimiser.Adam(rate);
    if (rule == LearningRule.PC && steps == 0) {
      requireExactIsPossible();
    }
    Rule how = rule == LearningRule.BP
        ? new Rule.Backpropagation()
        : steps == 0
            ? new Rule.PredictiveCoding(new Inference.Exact())
            : new Rule.PredictiveCoding(steps, stepSize);
    Device where = device == null ? Devices.best(precision) : Devices.named(device, precision);
    Dataset dataset = DataDirectory.locate(data).load(set);
    try (Engine engine = Engine.of(where, initial(dataset), how, move, threads)) {
      describe(dataset, engine.net(), where.name());
      return train(dataset, engine::step, () -> Evaluation.of(engine::predict, dataset.test(), batch));
    }
  }

  /// A step of training on one batch, which returns the energy before the weights moved; not finite if it diverged.
  private interface Step {
    double on(DMatrixRMaj x, DMatrixRMaj y);
  }

  private void describe(Dataset dataset, DeepNet net, String where) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s (%s)%n", dataset.title(), dataset.provenance());
    out.printf("%d parameters, widths %s, %s%n", net.skeleton().parameters(), shape(net.skeleton()), where);
  }

  /// `784-300x3-10`.
  private static String shape(DeepLinearNet net) {
    String ends = net.width(0) + (net.hiddenLayers() == 0 ? "" : "-" + net.width(1) + "x" + net.hiddenLayers());
    return ends + "-" + net.width(net.depth());
  }

  private int train(Dataset dataset, Step step, Supplier<Evaluation> test) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%5s  %12s  %12s  %9s%n", "epoch", rule == LearningRule.PC ? "train energy" : "train loss", "test loss",
        "accuracy");
    Evaluation before = test.get();
    out.printf("%5d  %12s  %12.6g  %8.2f%%%n", 0, "", before.loss(), 100 * before.accuracy());
    out.flush();
    int all = dataset.train().size();
    int size = samples == null ? all : Math.min(samples, all);
    Batches batches = Batches.of(size, batch, seed);
    try (Progress progress = Progress.on(spec.commandLine().getErr(), "training", (long) epochs * batches.perEpoch())) {
      for (int epoch = 0; epoch < epochs; epoch++) {
        double sum = 0;
        for (int[] some : batches.epoch(epoch)) {
          double energy = step.on(dataset.train().inputs(some), dataset.train().targets(some));
          if (!Double.isFinite(energy)) {
            return diverged(epoch + 1);
          }
          sum += energy * some.length;
          progress.step();
        }
        Evaluation after = test.get();
        out.printf("%5d  %12.6g  %12.6g  %8.2f%%%n", epoch + 1, sum / size, after.loss(), 100 * after.accuracy());
        out.flush();
      }
    }
    return ExitCode.OK;
  }

  private int diverged(int epoch) {
    spec.commandLine().getErr().println("linnet: training diverged in epoch " + epoch
        + ": the energy is no longer finite; try a smaller --step-size (below 2 / largest curvature) or a smaller --rate");
    return ExitCode.CHECK_FAILED;
  }

  private void requireExactIsPossible() {
    if (activation != StandardActivation.LINEAR) {
      throw new IllegalArgumentException("--steps 0 (exact inference) needs --activation linear, got " + activation);
    }
    if (optimiser != WeightOptimiser.SGD) {
      throw new IllegalArgumentException("--steps 0 (exact inference) needs --optimiser sgd, got " + optimiser);
    }
  }

  private DeepNet initial(Dataset dataset) {
    int[] widths = new int[hidden + 2];
    Arrays.fill(widths, width);
    widths[0] = dataset.features();
    widths[hidden + 1] = dataset.classes();
    requireMemory(widths);
    return DeepNet.activatedBefore(start.parameterisation().draw(RandomStream.of(seed), widths), activation);
  }

  /// The weights, their gradient and two copies in passing, in double precision.
  private static void requireMemory(int... widths) {
    double bytes = 0;
    for (int l = 1; l < widths.length; l++) {
      bytes += 4.0 * 8 * widths[l] * widths[l - 1];
    }
    long available = Runtime.getRuntime().maxMemory();
    if (bytes > available) {
      throw new IllegalArgumentException("a network with widths %s needs about %.1f GiB, but the heap has %.1f GiB: "
          .formatted(Arrays.toString(widths), bytes / (1L << 30), available / (double) (1L << 30))
          + "choose a smaller --width or --hidden, or set LINNET_JAVA_OPTS=-Xmx..");
    }
  }

  private static void requireAtLeast(String option, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(option + " must be at least " + least + ", got " + value);
    }
  }
}

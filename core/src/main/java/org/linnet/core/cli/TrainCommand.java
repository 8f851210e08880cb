package org.linnet.core.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import org.linnet.core.data.Batches;
import org.linnet.core.data.DataDirectory;
import org.linnet.core.data.Dataset;
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.inference.GradientDescent;
import org.linnet.core.inference.Inference;
import org.linnet.core.inference.Outcome;
import org.linnet.core.inference.Stopping;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;
import org.linnet.core.train.Evaluation;
import org.linnet.core.train.PcTraining;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `linnet train`: trains a fully connected network by predictive coding.
@Command(name = "train", mixinStandardHelpOptions = true, showDefaultValues = true, description = {
    "Trains a fully connected network by predictive coding and prints a line per epoch.",
    "Exit code 1 if inference or training diverges."})
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
    Inference inference = inference();
    Dataset dataset = DataDirectory.locate(data).load(set);
    PcTraining training = PcTraining.of(initial(dataset), rate, inference);
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s (%s)%n", dataset.title(), dataset.provenance());
    out.printf("%d parameters, widths %s%n", parameters(training), Arrays.toString(training.skeleton().widths()));
    out.printf("%5s  %12s  %12s  %9s%n", "epoch", "train energy", "test loss", "accuracy");
    Evaluation before = Evaluation.of(training.net(), dataset.test());
    out.printf("%5d  %12s  %12.6g  %8.2f%%%n", 0, "", before.loss(), 100 * before.accuracy());
    out.flush();
    return train(training, dataset, out);
  }

  private int train(PcTraining training, Dataset dataset, PrintWriter out) {
    Batches batches = Batches.of(dataset.train().size(), batch, seed);
    try (Progress progress = Progress.on(spec.commandLine().getErr(), "training", (long) epochs * batches.perEpoch())) {
      for (int epoch = 0; epoch < epochs; epoch++) {
        double sum = 0;
        for (int[] samples : batches.epoch(epoch)) {
          PcTraining.Step step = training.step(dataset.train().inputs(samples), dataset.train().targets(samples));
          if (!step.stable()) {
            return diverged(step, epoch + 1);
          }
          sum += step.energy() * samples.length;
          progress.step();
        }
        Evaluation test = Evaluation.of(training.net(), dataset.test());
        out.printf("%5d  %12.6g  %12.6g  %8.2f%%%n", epoch + 1, sum / dataset.train().size(), test.loss(),
            100 * test.accuracy());
        out.flush();
      }
    }
    return ExitCode.OK;
  }

  private int diverged(PcTraining.Step step, int epoch) {
    String advice = step.inference() instanceof Outcome.Diverged diverged && diverged.steps() > 0
        ? "inference " + diverged.advice()
        : "the weights have grown out of bounds; try a smaller --rate";
    spec.commandLine().getErr().println("linnet: training stopped in epoch " + epoch + ": " + advice);
    return ExitCode.CHECK_FAILED;
  }

  private Inference inference() {
    requireAtLeast("--steps", steps, 0);
    if (steps > 0) {
      return new Inference.Descent(new ActivityInit.Forward(),
          new GradientDescent(stepSize, steps, new Stopping.GradientNorm(Double.MIN_NORMAL)));
    }
    if (activation != StandardActivation.LINEAR) {
      throw new IllegalArgumentException("--steps 0 (exact inference) needs --activation linear, got " + activation);
    }
    return new Inference.Exact();
  }

  private DeepNet initial(Dataset dataset) {
    int[] widths = new int[hidden + 2];
    Arrays.fill(widths, width);
    widths[0] = dataset.features();
    widths[hidden + 1] = dataset.classes();
    requireMemory(widths);
    return DeepNet.activatedBefore(start.parameterisation().draw(RandomStream.of(seed), widths), activation);
  }

  private static long parameters(PcTraining training) {
    long sum = 0;
    for (int l = 1; l <= training.skeleton().depth(); l++) {
      sum += (long) training.skeleton().width(l) * training.skeleton().width(l - 1);
    }
    return sum;
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

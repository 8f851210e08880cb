package org.linnet.core.cli;

import java.util.Arrays;
import org.linnet.core.data.Dataset;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;
import picocli.CommandLine.Option;

/// The network to start from.
final class NetworkOptions {
  static final String HEADING = "%nNetwork:%n";

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

  @Option(names = "--hidden", paramLabel = "H", description = "Hidden layers.")
  private int hidden = 2;

  @Option(names = "--width", paramLabel = "N", description = "Units of each hidden layer.")
  private int width = 64;

  @Option(names = "--activation", paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}.")
  private StandardActivation activation = StandardActivation.TANH;

  @Option(names = "--parameterisation", paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}.")
  private Start start = Start.SP;

  void check() {
    Checks.requireAtLeast("--hidden", hidden, 0);
    Checks.requireAtLeast("--width", width, 1);
  }

  StandardActivation activation() {
    return activation;
  }

  /// The network of a seed, between the data set's features and classes.
  DeepNet draw(Dataset dataset, long seed) {
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
}

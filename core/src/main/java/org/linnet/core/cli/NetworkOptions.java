package org.linnet.core.cli;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.linnet.core.data.Dataset;
import org.linnet.core.engine.LayerRates;
import org.linnet.core.init.Abc;
import org.linnet.core.init.DepthMuP;
import org.linnet.core.init.Descent;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
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
    /// Depth-muP, with skips and its learning rates.
    DEPTH_MUP,
    /// Orthogonal weights.
    ORTHOGONAL,
    /// The maximal update parameterisation of the optimiser on the loss, or on the energy with --gamma-bar.
    MUP,
    /// That of Gauss-Newton targets.
    MUP_GNT,
    /// That of target propagation.
    MUP_TP
  }

  /// What the network maps to what.
  enum Direction {
    /// A sample to its class.
    DISCRIMINATIVE,
    /// A class to its samples.
    GENERATIVE
  }

  @Option(names = "--direction", paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}: from a sample to its class, or from a class to its samples, which are then classified by inference with the input free.")
  private Direction direction = Direction.DISCRIMINATIVE;

  @Option(names = "--hidden", paramLabel = "H", description = "Hidden layers.")
  private int hidden = 2;

  @Option(names = "--width", paramLabel = "N", description = "Units of each hidden layer.")
  private int width = 64;

  @Option(names = "--activation", paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}.")
  private StandardActivation activation = StandardActivation.TANH;

  @Option(names = "--parameterisation", paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}.")
  private Start start = Start.SP;

  @Option(names = "--gamma-bar", paramLabel = "G", description = "Exponent of the output precision in mup.")
  private double gammaBar;

  @Option(names = "--gamma0", paramLabel = "G", description = "Feature-learning strength of mupc and depth_mup.")
  private double gamma0 = 1;

  @Option(names = "--biases", description = "With biases, zero at first.")
  private boolean biases;

  @Option(names = "--placement", paramLabel = "NAME", description = "Where the activation acts: ${COMPLETION-CANDIDATES}.")
  private Placement placement = Placement.BEFORE_MAP;

  void check() {
    Checks.requireAtLeast("--hidden", hidden, 0);
    Checks.requireAtLeast("--width", width, 1);
  }

  boolean isGenerative() {
    return direction == Direction.GENERATIVE;
  }

  /// Whether the parameterisation has an exponent of the output precision.
  boolean hasGammaBar() {
    return start == Start.MUP;
  }

  /// Whether the parameterisation has a feature-learning strength.
  boolean hasGamma0() {
    return start == Start.MUPC || start == Start.DEPTH_MUP;
  }

  /// The network of a seed, between the data set's features and classes, for an optimiser.
  DeepNet draw(Dataset dataset, long seed, Descent descent) {
    int[] widths = widths(dataset);
    requireMemory(widths);
    return activated(parameterisation(descent).draw(RandomStream.of(seed), widths));
  }

  /// The network that guesses that network's activities from the target down, in the standard parameterisation.
  DeepNet amortiser(Dataset dataset, long seed) {
    int[] widths = widths(dataset);
    int[] down = IntStream.range(0, hidden + 1).map(k -> widths[hidden + 1 - k]).toArray();
    return activated(new Parameterisation.StandardGaussian().draw(RandomStream.of(seed).split(1), down));
  }

  private DeepNet activated(DeepLinearNet drawn) {
    DeepLinearNet net = biases ? drawn.withZeroBiases() : drawn;
    return switch (placement) {
      case BEFORE_MAP -> DeepNet.activatedBefore(net, activation);
      case AFTER_MAP -> DeepNet.activatedAfter(net, activation);
    };
  }

  /// The factors of the learning rate that belong to that network.
  LayerRates rates(Dataset dataset, Descent descent) {
    return LayerRates.of(parameterisation(descent), widths(dataset));
  }

  private int[] widths(Dataset dataset) {
    int[] widths = new int[hidden + 2];
    Arrays.fill(widths, width);
    widths[0] = isGenerative() ? dataset.classes() : dataset.features();
    widths[hidden + 1] = isGenerative() ? dataset.features() : dataset.classes();
    return widths;
  }

  private Parameterisation parameterisation(Descent descent) {
    return switch (start) {
      case SP -> new Parameterisation.StandardGaussian();
      case KAIMING -> new Parameterisation.KaimingUniform();
      case NTP -> new Parameterisation.NeuralTangent();
      case MUPC -> new Parameterisation.MuPc(gamma0);
      case DEPTH_MUP -> new DepthMuP(gamma0, descent);
      case ORTHOGONAL -> new Parameterisation.Orthogonal();
      case MUP -> descent == Descent.ADAM ? Abc.adam(gammaBar) : Abc.predictiveCoding(gammaBar);
      case MUP_GNT -> Abc.gaussNewtonTarget();
      case MUP_TP -> Abc.targetPropagation();
    };
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

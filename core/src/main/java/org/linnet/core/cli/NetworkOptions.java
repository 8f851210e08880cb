package org.linnet.core.cli;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
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
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

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
    MUP_TP,
    /// Powers of the width of one's own, --abc.
    ABC
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

  @Option(names = "--hidden", paramLabel = "H", description = {"Hidden layers.",
      "Default: 2, or one for each of several widths"})
  private Integer hidden;

  @Option(names = "--width", paramLabel = "N", split = ",", showDefaultValue = Visibility.NEVER, description = {
      "Units of each hidden layer: one number for all, or several as in 300,200,100.", "Default: 64"})
  private List<Integer> width = List.of(64);

  @Option(names = "--activation", paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}.")
  private StandardActivation activation = StandardActivation.TANH;

  @Option(names = "--parameterisation", paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}.")
  private Start start = Start.SP;

  @Option(names = "--abc", paramLabel = "A,B,C", split = "/", converter = ToExponents.class, showDefaultValue = Visibility.NEVER, description = "Exponents of abc in the first layer, the hidden layers and the output's, as in 0,0,-1/0,0.5,0/0,1,1, which is mup: the premultiplier is M^-A, the deviation of the random weights M^-B and the factor of the rate M^-C, of a layer's width M.")
  private List<Abc.Exponents> exponents = List.of();

  @Option(names = "--gamma-bar", paramLabel = "G", description = "Exponent of the output precision in mup and abc.")
  private double gammaBar;

  @Option(names = "--gamma0", paramLabel = "G", description = "Feature-learning strength of mupc and depth_mup.")
  private double gamma0 = 1;

  @Option(names = "--skips", description = "With identity skips over the hidden-to-hidden layers.")
  private boolean skips;

  @Option(names = "--gamma", paramLabel = "G", split = ",", showDefaultValue = Visibility.NEVER, description = {
      "Precision of each layer's prediction error, from the first to the output's: several as in 1,1,10, or one for all.",
      "Default: the parameterisation's"})
  private List<Double> gamma = List.of();

  @Option(names = "--biases", description = "With biases, zero at first.")
  private boolean biases;

  @Option(names = "--placement", paramLabel = "NAME", description = "Where the activation acts: ${COMPLETION-CANDIDATES}.")
  private Placement placement = Placement.BEFORE_MAP;

  void check() {
    Checks.requireAtLeast("--hidden", hidden(), 0);
    width.forEach(units -> Checks.requireAtLeast("--width", units, 1));
    if (width.size() != 1 && width.size() != hidden()) {
      throw new IllegalArgumentException(
          "--width must be one number or one for each of the " + hidden() + " hidden layers, got " + width.size());
    }
    if (gamma.size() > 1 && gamma.size() != hidden() + 1) {
      throw new IllegalArgumentException("--gamma must be one number or one for each of the " + (hidden() + 1)
          + " layers, the output's included, got " + gamma.size());
    }
    if (hasExponents() && exponents.size() != 3) {
      throw new IllegalArgumentException("--parameterisation abc needs the exponents of three kinds of layers, "
          + "--abc A,B,C/A,B,C/A,B,C, got " + exponents.size());
    }
  }

  private int hidden() {
    return hidden != null ? hidden : width.size() > 1 ? width.size() : 2;
  }

  boolean isGenerative() {
    return direction == Direction.GENERATIVE;
  }

  /// Whether the parameterisation comes with skips.
  boolean hasSkips(Descent descent) {
    return parameterisation(descent).hiddenSkips();
  }

  /// Whether the parameterisation has an exponent of the output precision.
  boolean hasGammaBar() {
    return start == Start.MUP || hasExponents();
  }

  /// Whether the parameterisation takes exponents.
  boolean hasExponents() {
    return start == Start.ABC;
  }

  /// Whether the parameterisation has a feature-learning strength.
  boolean hasGamma0() {
    return start == Start.MUPC || start == Start.DEPTH_MUP;
  }

  /// The network of a seed, between the data set's features and classes, for an optimiser.
  DeepNet draw(Dataset dataset, long seed, Descent descent) {
    int[] widths = widths(dataset);
    requireMemory(widths);
    DeepLinearNet drawn = parameterisation(descent).draw(RandomStream.of(seed), widths);
    DeepLinearNet net = skips ? drawn.withHiddenSkips() : drawn;
    double[] precisions = new double[net.depth()];
    Arrays.setAll(precisions, k -> gamma.isEmpty() ? net.precision(k + 1) : gamma.get(gamma.size() == 1 ? 0 : k));
    return activated(net.withPrecisions(precisions));
  }

  /// The network that guesses that network's activities from the target down, in the standard parameterisation.
  DeepNet amortiser(Dataset dataset, long seed) {
    int[] widths = widths(dataset);
    int[] down = IntStream.range(1, widths.length).map(k -> widths[widths.length - k]).toArray();
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
    int H = hidden();
    int[] widths = new int[H + 2];
    Arrays.setAll(widths, l -> width.get(width.size() == 1 ? 0 : Math.clamp(l - 1L, 0, H - 1)));
    widths[0] = isGenerative() ? dataset.classes() : dataset.features();
    widths[H + 1] = isGenerative() ? dataset.features() : dataset.classes();
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
      case ABC -> new Abc(exponents.get(0), exponents.get(1), exponents.get(2), gammaBar, descent);
    };
  }

  /// The weights, their panels and gradient, and two copies in passing, in double precision.
  private static void requireMemory(int... widths) {
    double bytes = 0;
    for (int l = 1; l < widths.length; l++) {
      bytes += 5.0 * 8 * widths[l] * widths[l - 1];
    }
    long available = Runtime.getRuntime().maxMemory();
    if (bytes > available) {
      throw new IllegalArgumentException("a network with widths %s needs about %.1f GiB, but the heap has %.1f GiB: "
          .formatted(Arrays.toString(widths), bytes / (1L << 30), available / (double) (1L << 30))
          + "choose a smaller --width or --hidden, or set LINNET_JAVA_OPTS=-Xmx..");
    }
  }

  /// `a,b,c`.
  static final class ToExponents implements ITypeConverter<Abc.Exponents> {
    private static final Pattern COMMA = Pattern.compile(",");

    @Override
    public Abc.Exponents convert(String text) {
      try {
        double[] abc = COMMA.splitAsStream(text).mapToDouble(Double::parseDouble).toArray();
        if (abc.length == 3) {
          return new Abc.Exponents(abc[0], abc[1], abc[2]);
        }
      } catch (NumberFormatException notANumber) {
        throw new TypeConversionException("'" + text + "' has something that is not a number");
      } catch (IllegalArgumentException wrong) {
        throw new TypeConversionException(wrong.getMessage());
      }
      throw new TypeConversionException("'" + text + "' is not three numbers A,B,C");
    }
  }
}

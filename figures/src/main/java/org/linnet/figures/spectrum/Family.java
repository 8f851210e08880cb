package org.linnet.figures.spectrum;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;
import org.linnet.rmt.dyson.HessianEnsemble;

/// The random networks whose activity Hessians are drawn and tabulated: a parameterisation, with or without skips.
public enum Family {
  /// Standard parameterisation: Gaussian weights of variance 1 / fan-in.
  SP("SP", new Parameterisation.StandardGaussian(), false),
  /// That, with identity skips between hidden layers.
  SP_SKIPS("SP with skips", new Parameterisation.StandardGaussian(), true),
  /// Neural tangent parameterisation: unit weights behind `1 / sqrt(fan-in)`, with the spectrum of [#SP].
  NTP("NTP", new Parameterisation.NeuralTangent(), false),
  /// PyTorch's default: uniform weights of variance 1 / (3 fan-in).
  KAIMING("PyTorch default", new Parameterisation.KaimingUniform(), false),
  /// That, with identity skips between hidden layers.
  KAIMING_SKIPS("PyTorch default with skips", new Parameterisation.KaimingUniform(), true),
  /// muPC, with its skips.
  MUPC("muPC", new Parameterisation.MuPc(), true),
  /// Orthogonal weights.
  ORTHOGONAL("Orthogonal", new Parameterisation.Orthogonal(), false),
  /// That, with identity skips between hidden layers.
  ORTHOGONAL_SKIPS("Orthogonal with skips", new Parameterisation.Orthogonal(), true);

  private final String title;
  @SuppressWarnings("ImmutableEnumChecker") // parameterisations are records of numbers
  private final Parameterisation parameterisation;
  private final boolean skips;

  Family(String title, Parameterisation parameterisation, boolean skips) {
    this.title = title;
    this.parameterisation = parameterisation;
    this.skips = skips;
  }

  /// The family of a name such as `sp-skips`.
  public static Optional<Family> named(String name) {
    return Arrays.stream(values()).filter(family -> family.toString().equalsIgnoreCase(name)).findFirst();
  }

  /// Its name in pictures.
  public String title() {
    return title;
  }

  /// The limit of its activity Hessians with `H` hidden layers of width `N` and `K` outputs.
  public HessianEnsemble ensemble(int H, int N, int K) {
    HessianEnsemble ensemble = HessianEnsemble.of(parameterisation, widths(H, N, K));
    return skips ? ensemble.withHiddenSkips() : ensemble;
  }

  /// One of the networks, with one input: the Hessian does not see it.
  public DeepLinearNet draw(RandomStream random, int H, int N, int K) {
    DeepLinearNet net = parameterisation.draw(random, widths(H, N, K));
    return skips ? net.withHiddenSkips() : net;
  }

  private static int[] widths(int H, int N, int K) {
    int[] widths = new int[H + 2];
    Arrays.fill(widths, N);
    widths[0] = 1;
    widths[H + 1] = K;
    return widths;
  }

  /// `sp-skips`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

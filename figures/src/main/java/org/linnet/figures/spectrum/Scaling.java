package org.linnet.figures.spectrum;

import java.util.Arrays;
import org.linnet.core.init.Parameterisation;

/// Pairs of a layer's premultiplier `a` and the variance `b` of its weights, for layers of one width.
public enum Scaling {
  /// The standard parameterisation.
  STANDARD("a = 1, b = 1/N", new Parameterisation.StandardGaussian(), 1),
  /// The same map from unit weights.
  NEURAL_TANGENT("a = 1/√N, b = 1", new Parameterisation.NeuralTangent(), 1),
  /// PyTorch's uniform weights.
  PYTORCH("a = 1, b = 1/(3N)", new Parameterisation.KaimingUniform(), 1.0 / 3);

  private final String words;
  @SuppressWarnings("ImmutableEnumChecker") // parameterisations are records of numbers
  private final Parameterisation parameterisation;
  private final double strength;

  Scaling(String words, Parameterisation parameterisation, double strength) {
    this.words = words;
    this.parameterisation = parameterisation;
    this.strength = strength;
  }

  /// Such as `a = 1, b = 1/N`.
  public String words() {
    return words;
  }

  public Parameterisation parameterisation() {
    return parameterisation;
  }

  /// `s = a² b N`: 1 where it is normalised.
  public double strength() {
    return strength;
  }

  /// One input, and as many outputs as hidden units.
  static int[] widths(int H, int N) {
    int[] widths = new int[H + 2];
    Arrays.fill(widths, N);
    widths[0] = 1;
    return widths;
  }
}

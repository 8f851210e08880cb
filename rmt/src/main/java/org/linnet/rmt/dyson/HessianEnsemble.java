package org.linnet.rmt.dyson;

import java.util.Arrays;
import java.util.OptionalInt;
import org.linnet.core.init.Parameterisation;

/// A random activity Hessian `Hz`, as far as its spectrum in the limit of wide layers sees it.
///
/// **Statement**: `Hz = Aᵀ Γ A` with `A` block bidiagonal, `I` on the diagonal and `-A(l)` below it, `A(l) = a(l) W(l) +
/// tau(l) I` for `l = 2..L`, and `Γ` the precisions `gamma(1), .., gamma(L)`; inputs and `W(1)` do not enter. With entries of
/// variance `b(l)` and a width `N` to measure by, the limit depends on
///
/// | symbol | meaning | layers |
/// |---|---|---|
/// | `s(l) = a(l)² b(l) N` | strength | `2..L` |
/// | `tau(l)` | skip; only between hidden layers of one width | `2..H` |
/// | `nu(l) = N(l)/N` | width ratio; `nu(L)` may be 0, a fixed number of outputs | `1..L` |
/// | `gamma(l)` | precision | `1..L` |
/// | the law | independent entries (only their variance matters), or Haar times a gain | |
/// | `c` | activity decay `c/2 ‖z(l)‖²`, which adds `c` to every eigenvalue | |
///
/// For Haar weights `b(l)` is `gain²/max(N(l), N(l-1))`, so `s(l) = gain(l)²` between layers of width `N`.
///
/// **Assumptions**: linear layers at initialisation, layers drawn independently, `H >= 1`; Haar weights only between hidden layers
/// of equal width.
///
/// **Source**: the Hessian of `innocenti2025thesis`, Eq. 5.5 and C.19; the strengths are not in the thesis.
public final class HessianEnsemble {
  /// How the weights are drawn.
  public enum Law {
    /// Independent entries of mean zero: Gaussian, uniform or any other of the same variance.
    INDEPENDENT,
    /// Orthonormal rows or columns in uniformly random directions, times a gain.
    HAAR
  }

  private final Law law;
  private final double[] s; // s(2), .., s(L)
  private final double[] tau; // tau(2), .., tau(H), then 0 for the readout
  private final double[] nu; // nu(1), .., nu(L)
  private final double[] gamma; // gamma(1), .., gamma(L)
  private final double decay;
  private final OptionalInt N;

  private HessianEnsemble(Law law, double[] s, double[] tau, double[] nu, double[] gamma, double decay, OptionalInt N) {
    this.law = law;
    this.s = s;
    this.tau = tau;
    this.nu = nu;
    this.gamma = gamma;
    this.decay = decay;
    this.N = N;
    requireSkipsBetweenEqualWidths();
    requireHaarBetweenEqualWidths();
  }

  /// Independent entries of strengths `s(2), .., s(L)`, hidden layers of one width, `outputRatio = N(L)/N`, unit precisions,
  /// no skips.
  ///
  /// @throws IllegalArgumentException if there is no strength, or a number is negative or not finite
  public static HessianEnsemble of(double[] strengths, double outputRatio) {
    require(strengths.length >= 1,
        "an activity Hessian needs a hidden layer: at least the readout's strength, got none");
    for (int l = 2; l <= strengths.length + 1; l++) {
      requireNonNegative("strength s(" + l + ")", strengths[l - 2]);
    }
    int L = strengths.length + 1;
    double[] nu = filled(L, 1);
    nu[L - 1] = requireNonNegative("output ratio", outputRatio);
    return new HessianEnsemble(Law.INDEPENDENT, strengths.clone(), new double[L - 1], nu, filled(L, 1), 0,
        OptionalInt.empty());
  }

  /// That of networks of widths `N(0), .., N(L)`, with the parameterisation's skips and precisions; `N = N(1)`.
  ///
  /// @throws IllegalArgumentException if there are fewer than three widths (no hidden layer), one is below 1, or hidden widths
  /// differ where the parameterisation has skips or Haar weights
  public static HessianEnsemble of(Parameterisation parameterisation, int... widths) {
    int L = widths.length - 1;
    require(L >= 2, "an activity Hessian needs a hidden layer: at least three widths, got " + widths.length);
    for (int l = 0; l <= L; l++) {
      require(widths[l] >= 1, "width N(" + l + ") must be at least 1, got " + widths[l]);
    }
    double N = widths[1];
    double[] s = new double[L - 1];
    double[] nu = new double[L];
    double[] gamma = new double[L];
    for (int l = 1; l <= L; l++) {
      nu[l - 1] = widths[l] / N;
      gamma[l - 1] = parameterisation.precision(l, widths);
      if (l > 1) {
        double a = parameterisation.scaling(l, widths);
        s[l - 2] = a * a * parameterisation.variance(l, widths) * N;
      }
    }
    Law law = parameterisation instanceof Parameterisation.Orthogonal ? Law.HAAR : Law.INDEPENDENT;
    HessianEnsemble plain = new HessianEnsemble(law, s, new double[L - 1], nu, gamma, 0, OptionalInt.of(widths[1]));
    return parameterisation.hiddenSkips() ? plain.withHiddenSkips() : plain;
  }

  /// This ensemble with the skips `tau(2), .., tau(H)`.
  public HessianEnsemble withSkips(double... skips) {
    int H = hiddenLayers();
    require(skips.length == H - 1, "skips must be tau(2), .., tau(H), " + (H - 1) + " numbers, got " + skips.length);
    for (int l = 2; l <= H; l++) {
      require(Double.isFinite(skips[l - 2]), "skip tau(" + l + ") must be finite, got " + skips[l - 2]);
    }
    return new HessianEnsemble(law, s, Arrays.copyOf(skips, H), nu, gamma, decay, N);
  }

  /// This ensemble with identity skips between the hidden layers.
  public HessianEnsemble withHiddenSkips() {
    return withSkips(filled(hiddenLayers() - 1, 1));
  }

  /// This ensemble with the precisions `gamma(1), .., gamma(L)`.
  public HessianEnsemble withPrecisions(double... precisions) {
    require(precisions.length == depth(),
        "precisions must be gamma(1), .., gamma(L), " + depth() + " numbers, got " + precisions.length);
    for (int l = 1; l <= depth(); l++) {
      double g = precisions[l - 1];
      require(g > 0 && Double.isFinite(g), "precision gamma(" + l + ") must be positive and finite, got " + g);
    }
    return new HessianEnsemble(law, s, tau, nu, precisions.clone(), decay, N);
  }

  /// This ensemble with the width ratios `nu(1), .., nu(L)`. Only the last may be 0.
  public HessianEnsemble withRatios(double... ratios) {
    require(ratios.length == depth(),
        "width ratios must be nu(1), .., nu(L), " + depth() + " numbers, got " + ratios.length);
    for (int l = 1; l <= depth(); l++) {
      requireNonNegative("width ratio nu(" + l + ")", ratios[l - 1]);
      require(l == depth() || ratios[l - 1] > 0, "width ratio nu(" + l + ") must be positive, got " + ratios[l - 1]);
    }
    return new HessianEnsemble(law, s, tau, ratios.clone(), gamma, decay, N);
  }

  /// This ensemble with `N(L) = ratio N` outputs; 0 is the limit of wide hidden layers before a fixed number of outputs.
  public HessianEnsemble withOutputRatio(double ratio) {
    double[] ratios = nu.clone();
    ratios[depth() - 1] = ratio;
    return withRatios(ratios);
  }

  /// This ensemble with Haar weights of the same strengths.
  public HessianEnsemble withHaarWeights() {
    return new HessianEnsemble(Law.HAAR, s, tau, nu, gamma, decay, N);
  }

  /// This ensemble with the activity decay `c >= 0`.
  public HessianEnsemble withDecay(double c) {
    return new HessianEnsemble(law, s, tau, nu, gamma, requireNonNegative("activity decay", c), N);
  }

  public Law law() {
    return law;
  }

  /// `L`.
  public int depth() {
    return nu.length;
  }

  /// `H = L - 1`.
  public int hiddenLayers() {
    return nu.length - 1;
  }

  /// `s(l)`, `l = 2..L`.
  public double strength(int l) {
    return s[index(l, 2)];
  }

  /// `tau(l)`, `l = 2..L`; 0 for the readout.
  public double skip(int l) {
    return tau[index(l, 2)];
  }

  /// `nu(l)`, `l = 1..L`.
  public double ratio(int l) {
    return nu[index(l, 1)];
  }

  /// `gamma(l)`, `l = 1..L`.
  public double precision(int l) {
    return gamma[index(l, 1)];
  }

  /// `nu(L) = N(L)/N`.
  public double outputRatio() {
    return nu[nu.length - 1];
  }

  /// `nu(1) + .. + nu(H)`: the size of `Hz` in units of `N`.
  public double size() {
    double sum = 0;
    for (int l = 1; l <= hiddenLayers(); l++) {
      sum += nu[l - 1];
    }
    return sum;
  }

  /// The activity decay `c`.
  public double decay() {
    return decay;
  }

  /// `N`, where the ensemble was made from widths.
  public OptionalInt referenceWidth() {
    return N;
  }

  /// Whether all hidden layers have the same width.
  public boolean equalHiddenWidths() {
    for (int l = 2; l <= hiddenLayers(); l++) {
      if (nu[l - 1] != nu[0]) {
        return false;
      }
    }
    return true;
  }

  /// Whether no hidden layer has a skip.
  public boolean withoutSkips() {
    for (double t : tau) {
      if (t != 0) {
        return false;
      }
    }
    return true;
  }

  /// The mean eigenvalue of `Hz`, exact at every width: `(1/size) sum_l nu(l) (gamma(l) + gamma(l+1) (tau(l+1)² + nu(l+1) s(l+1)))
  /// + c`; for Haar weights `nu(l+1) s(l+1)` is the same mean of `W(l+1)ᵀ W(l+1)`.
  public double mean() {
    double sum = 0;
    for (int l = 1; l <= hiddenLayers(); l++) {
      double t = skip(l + 1);
      sum += ratio(l) * (precision(l) + precision(l + 1) * (t * t + ratio(l + 1) * strength(l + 1)));
    }
    return sum / size() + decay;
  }

  /// An upper bound of the limit's support less the decay: `‖√Γ A‖²` bounded block by block.
  double bound() {
    double diagonal = 0;
    double below = 0;
    for (int l = 1; l <= depth(); l++) {
      double root = Math.sqrt(precision(l));
      if (l < depth()) {
        diagonal = Math.max(diagonal, root);
      }
      if (l > 1) {
        double norm = Math.sqrt(strength(l)) * (Math.sqrt(ratio(l)) + Math.sqrt(ratio(l - 1)));
        below = Math.max(below, root * (Math.abs(skip(l)) + norm));
      }
    }
    return (diagonal + below) * (diagonal + below);
  }

  private void requireSkipsBetweenEqualWidths() {
    for (int l = 2; l <= hiddenLayers(); l++) {
      require(tau[l - 2] == 0 || nu[l - 1] == nu[l - 2], "skip tau(" + l + ") = " + tau[l - 2]
          + " needs hidden layers of equal width, but nu(" + (l - 1) + ") = " + nu[l - 2] + " and nu(" + l + ") = "
          + nu[l - 1]);
    }
  }

  private void requireHaarBetweenEqualWidths() {
    require(law != Law.HAAR || equalHiddenWidths(),
        "Haar weights are covered between hidden layers of equal width only, got "
            + "the ratios " + Arrays.toString(nu) + "; use independent entries, or equal hidden widths");
  }

  private int index(int l, int first) {
    if (l < first || l > depth()) {
      throw new IndexOutOfBoundsException("layer must be in " + first + ".." + depth() + ", got " + l);
    }
    return l - first;
  }

  private static double[] filled(int length, double value) {
    double[] array = new double[length];
    Arrays.fill(array, value);
    return array;
  }

  private static double requireNonNegative(String name, double value) {
    require(value >= 0 && Double.isFinite(value), name + " must be finite and at least 0, got " + value);
    return value;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  @Override
  public String toString() {
    return "HessianEnsemble[" + law + ", H = " + hiddenLayers() + ", s = " + Arrays.toString(s) + ", tau = "
        + Arrays.toString(tau) + ", nu = " + Arrays.toString(nu) + ", gamma = " + Arrays.toString(gamma) + ", c = "
        + decay
        + (N.isPresent() ? ", N = " + N.getAsInt() : "") + "]";
  }
}

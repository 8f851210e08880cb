package org.linnet.figures.innocenti;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.linnet.core.net.StandardActivation;
import org.linnet.figures.Assertion;
import org.linnet.figures.Context;
import org.linnet.figures.Figure;
import org.linnet.figures.Source;
import org.linnet.figures.Table;
import org.linnet.figures.plot.Picture;
import org.linnet.figures.spectrum.Extremes;
import org.linnet.figures.spectrum.Extremes.Ends;
import org.linnet.figures.spectrum.Family;
import org.linnet.figures.spectrum.Networks;

/// The condition number of the activity Hessian at initialisation over width and depth: sampled networks beside the exact limit
/// of wide layers, for the parameterisations of three figures.
public final class ConditionNumbers implements Figure<ConditionNumbers.Settings, ConditionNumbers.Data> {
  /// Which figure.
  public enum Part {
    /// Networks without skips whose weights are drawn as usual.
    PLAIN("INN-5.2", "Figure 5.2", "The condition number of inference over width and depth",
        List.of(Family.SP, Family.KAIMING)),
    /// Parameterisations with a stable forward pass.
    STABLE("INN-5.4", "Figure 5.4", "The condition number of inference for stable forward passes",
        List.of(Family.MUPC, Family.ORTHOGONAL)),
    /// Standard parameterisation with skips.
    SKIPS("INN-C.22", "Figure C.22", "The condition number of inference in residual networks",
        List.of(Family.SP_SKIPS));

    private final String id;
    private final String item;
    private final String title;
    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Family> families;

    Part(String id, String item, String title, List<Family> families) {
      this.id = id;
      this.item = item;
      this.title = title;
      this.families = families;
    }

    /// The families, the one of the figure's main claim first.
    List<Family> families() {
      return families;
    }

    /// Those of which nonlinear networks are drawn, too.
    List<Family> nonlinearFamilies() {
      return this == PLAIN ? List.of(Family.SP) : families;
    }

    List<Networks> networks() {
      return Stream.concat(families.stream().map(Networks::linear), nonlinearFamilies().stream()
          .flatMap(family -> NONLINEAR.stream().map(activation -> new Networks(family, activation)))).toList();
    }
  }

  /// The settings of the sample.
  ///
  /// @param widths `N`, ascending
  /// @param hiddenLayers `H`, ascending
  /// @param outputs `K`
  /// @param draws networks of each size
  public record Settings(List<Integer> widths, List<Integer> hiddenLayers, int outputs, int draws) {
    public Settings {
      widths = List.copyOf(widths);
      hiddenLayers = List.copyOf(hiddenLayers);
    }
  }

  /// All networks at all sizes.
  public record Data(Settings settings, List<Extremes> sizes) {
    public Data {
      sizes = List.copyOf(sizes);
    }

    List<Extremes> of(Networks networks) {
      return sizes.stream().filter(size -> size.networks().equals(networks)).toList();
    }
  }

  static final List<StandardActivation> NONLINEAR = List.of(StandardActivation.TANH, StandardActivation.RELU);

  private final Part part;

  public ConditionNumbers(Part part) {
    this.part = part;
  }

  @Override
  public String id() {
    return part.id;
  }

  @Override
  public Source source() {
    return new Source("innocenti2025thesis", part.item);
  }

  @Override
  public String title() {
    return part.title;
  }

  @Override
  public Settings quick() {
    return new Settings(powersOfTwo(6), powersOfTwo(6), 10, 1);
  }

  /// Twice the thesis' largest width and depth.
  @Override
  public Settings paper() {
    return new Settings(powersOfTwo(8), powersOfTwo(8), 10, 3);
  }

  private static List<Integer> powersOfTwo(int greatest) {
    return IntStream.rangeClosed(1, greatest).mapToObj(i -> 1 << i).toList();
  }

  @Override
  public List<String> choices() {
    List<String> choices = new ArrayList<>(List.of(
        "The number of outputs is not stated: 10, as for the thesis' data sets. The thesis finds that it hardly matters; in the"
            + " limit it does (see LINNET-CONDITION).",
        "Where nonlinear networks are evaluated is not stated: at a forward pass from a first layer of unit variance, with the"
            + " network's own output as target, so that no prediction error adds curvature.",
        "The thesis computed the Hessians of up to 128 x 128 activities; factorisation by blocks needs none, and the paper setup"
            + " goes to 256 x 256.",
        "Instead of insets of the energy: along unit eigenvectors the energy of a linear network rises by half the eigenvalue"
            + " times the squared distance, so their axes are in the ratio of the root of the condition number."));
    if (part == Part.PLAIN) {
      choices.add(
          "Table 5.1 says Gaussian weights of variance 1/N, section C.4 uniform ones of PyTorch, of a third of that: both are"
              + " drawn. They behave differently.");
    }
    return choices;
  }

  @Override
  public Data compute(Settings settings, Context context) {
    List<Extremes> tasks = new ArrayList<>();
    for (Networks networks : part.networks()) {
      for (int H : settings.hiddenLayers().reversed()) { // the deepest first: they take longest
        for (int N : settings.widths()) {
          tasks.add(Extremes.of(networks, H, N, settings.outputs()));
        }
      }
    }
    return new Data(settings,
        context.map(tasks, (size, own) -> size.withDraws(settings.draws(), own.random())));
  }

  @Override
  public Picture draw(Data data) {
    return ConditionNumbersPicture.of(part, data);
  }

  @Override
  public String caption(Data data) {
    return ("The condition number κ of the activity Hessian of random networks with H hidden layers of N units and %d outputs,"
        + " as decimal logarithms in maps of one colour scale: sampled (geometric mean of %d draws; grey where rounding hides the"
        + " smallest eigenvalue) beside the exact value in the limit of wide layers at the same K/N, which has no free parameter."
        + " On the right, the same as curves, with the law of large depth. Below, nonlinear networks at a forward pass, and beside"
        + " them the widest against the limit of linear ones.")
        .formatted(data.settings().outputs(), data.settings().draws());
  }

  @Override
  public Table table(Data data) {
    List<List<Object>> rows = new ArrayList<>();
    for (Extremes size : data.sizes()) {
      for (int k = 0; k < size.draws().size(); k++) {
        Ends draw = size.draws().get(k);
        rows.add(List.of(size.networks().family(), size.networks().activation().name().toLowerCase(Locale.ROOT),
            size.hidden(), size.width(), size.outputs(), k, draw.smallest(), draw.largest(), draw.condition(),
            size.limit().smallest(), size.limit().largest(), size.limit().condition()));
      }
    }
    return new Table(List.of("family", "activation", "hidden_layers", "width", "outputs", "draw", "smallest", "largest",
        "condition", "limit_smallest", "limit_largest", "limit_condition"), rows);
  }

  @Override
  public List<Assertion> assertions(Data data) {
    return ConditionNumbersClaims.of(part, data);
  }

  @Override
  public List<String> dataSets(Data data) {
    return List.of();
  }
}

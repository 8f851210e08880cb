package org.linnet.figures.innocenti;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.linnet.figures.Assertion;
import org.linnet.figures.Context;
import org.linnet.figures.Figure;
import org.linnet.figures.Source;
import org.linnet.figures.Table;
import org.linnet.figures.plot.Axis;
import org.linnet.figures.plot.Ink;
import org.linnet.figures.plot.Mark;
import org.linnet.figures.plot.Panel;
import org.linnet.figures.plot.Picture;
import org.linnet.figures.plot.Series;
import org.linnet.figures.plot.Style;
import org.linnet.figures.spectrum.Extremes;
import org.linnet.figures.spectrum.Extremes.Ends;
import org.linnet.figures.spectrum.Family;
import org.linnet.figures.spectrum.Networks;
import org.linnet.figures.spectrum.TracyWidomTail;

/// The extreme eigenvalues of the activity Hessian in the standard parameterisation against width and depth: sampled, exact for
/// wide layers, and as expected at the width.
public final class ExtremeEigenvalues implements Figure<ExtremeEigenvalues.Settings, ExtremeEigenvalues.Data> {
  /// The settings of the sample; there are as many outputs as hidden units, so that the limit does not depend on the width.
  ///
  /// @param widths `N`, ascending, for each of `fixedDepths`
  /// @param hiddenLayers `H`, ascending, for each of `fixedWidths`
  /// @param fixedDepths at most four
  /// @param fixedWidths at most four
  /// @param draws networks of each size
  public record Settings(List<Integer> widths, List<Integer> hiddenLayers, List<Integer> fixedDepths,
      List<Integer> fixedWidths, int draws) {
    public Settings {
      widths = List.copyOf(widths);
      hiddenLayers = List.copyOf(hiddenLayers);
      fixedDepths = List.copyOf(fixedDepths);
      fixedWidths = List.copyOf(fixedWidths);
    }
  }

  /// All sizes.
  public record Data(Settings settings, List<Extremes> sizes) {
    public Data {
      sizes = List.copyOf(sizes);
    }
  }

  private static final List<Ink> DEPTH_INKS = List.of(Ink.ORANGE, Ink.GREEN, Ink.PURPLE, Ink.BLACK);
  private static final List<Ink> WIDTH_INKS = List.of(Ink.SKY, Ink.VERMILLION, Ink.BLUE, Ink.GREEN);
  private static final double BOUND = 7; // of the thesis
  private static final double DEEP = 27.0 / 4;
  private static final double DRIFT = 16; // of the largest eigenvalue beyond the limit, in units of N^(-4/5)

  @Override
  public String id() {
    return "INN-C.7";
  }

  @Override
  public Source source() {
    return new Source("innocenti2025thesis", "Figure C.7");
  }

  @Override
  public String title() {
    return "The extreme eigenvalues of the activity Hessian over width and depth";
  }

  @Override
  public Settings quick() {
    return new Settings(powersOfTwo(2, 7), powersOfTwo(1, 6), List.of(2, 8, 32), List.of(4, 16, 64), 4);
  }

  /// Twice the thesis' largest width and depth.
  @Override
  public Settings paper() {
    return new Settings(powersOfTwo(2, 8), powersOfTwo(1, 8), List.of(2, 8, 32, 128), List.of(4, 16, 64, 256), 10);
  }

  private static List<Integer> powersOfTwo(int least, int greatest) {
    return IntStream.rangeClosed(least, greatest).mapToObj(i -> 1 << i).toList();
  }

  @Override
  public List<String> choices() {
    return List.of("The number of outputs is not stated: as many as hidden units, so that all layers are alike.",
        "The range of the thesis is not stated; the paper setup goes to 256 layers and 256 units, with 10 draws of each size.",
        "Linear networks alone: of the nonlinear ones the thesis reports small negative eigenvalues for shallow tanh networks,"
            + " without the point of evaluation, on which they depend.");
  }

  @Override
  public Data compute(Settings settings, Context context) {
    Stream<Extremes> against = settings.fixedDepths().stream()
        .flatMap(H -> settings.widths().stream().map(N -> size(H, N)));
    Stream<Extremes> deeper = settings.fixedWidths().stream()
        .flatMap(N -> settings.hiddenLayers().stream().map(H -> size(H, N)));
    List<Extremes> tasks = Stream.concat(against, deeper).distinct()
        .sorted(Comparator.comparingInt(size -> -size.hidden() * size.width())).toList(); // the largest first
    return new Data(settings,
        context.map(tasks, (size, own) -> size.withDraws(settings.draws(), own.random())));
  }

  private static Extremes size(int H, int N) {
    return Extremes.of(Networks.linear(Family.SP), H, N, N);
  }

  @Override
  public Picture draw(Data data) {
    Axis widths = Axis.powersOfTwo("Width N");
    Axis depths = Axis.powersOfTwo("Hidden layers H");
    Axis largest = Axis.linear("Largest eigenvalue").between(4, 8.4);
    Axis smallest = smallestAxis(data);
    return new Picture(420, List.of(
        new Picture.Row(250, List.of(
            new Panel("Against the width", widths, largest,
                joined(levels("7, bound of the thesis"), byWidth(data, Ends::largest))),
            new Panel("Against the depth", depths, largest, joined(levels(""), byDepth(data, Ends::largest))))),
        new Picture.Row(250, List.of(
            new Panel("", widths, smallest, byWidth(data, Ends::smallest)),
            new Panel("", depths, smallest, byDepth(data, Ends::smallest))))),
        legend(data));
  }

  private static List<Mark> levels(String text) {
    return List.of(new Mark.Level(BOUND, text, Style.dashed(Ink.GREY)), new Mark.Level(DEEP, "", Style.line(Ink.GREY)));
  }

  private static Axis smallestAxis(Data data) {
    double[] all = data.sizes().stream().mapToDouble(size -> size.sampled(Ends::smallest)).filter(Double::isFinite)
        .sorted().toArray();
    Axis axis = Axis.log("Smallest eigenvalue");
    return all.length == 0 ? axis : axis.between(all[0] / 3, all[all.length - 1] * 2);
  }

  private static List<Mark> byWidth(Data data, ToDoubleFunction<Ends> end) {
    return data.settings().fixedDepths().stream().flatMap(H -> {
      Ink ink = DEPTH_INKS.get(data.settings().fixedDepths().indexOf(H));
      return curves(data, size -> size.hidden() == H, Extremes::width, end, ink, Style.line(ink));
    }).toList();
  }

  /// With as many outputs as hidden units the limit is one for all widths.
  private static List<Mark> byDepth(Data data, ToDoubleFunction<Ends> end) {
    return data.settings().fixedWidths().stream()
        .flatMap(N -> curves(data, size -> size.width() == N, Extremes::hidden, end,
            WIDTH_INKS.get(data.settings().fixedWidths().indexOf(N)), Style.line(Ink.BLACK)))
        .toList();
  }

  private static Stream<Mark> curves(Data data, Predicate<Extremes> at, ToIntFunction<Extremes> along,
      ToDoubleFunction<Ends> end, Ink ink, Style limit) {
    List<Extremes> line = data.sizes().stream().filter(at).sorted(Comparator.comparingInt(along)).toList();
    return Stream.of(curve(line, along, size -> end.applyAsDouble(size.limit()), limit),
        curve(line, along, size -> end.applyAsDouble(size.expected()), Style.dashed(ink)),
        curve(line, along, size -> size.sampled(end), Style.circles(ink)));
  }

  private static Mark curve(List<Extremes> line, ToIntFunction<Extremes> along, ToDoubleFunction<Extremes> value,
      Style style) {
    return new Mark.Curve(Series.of(line.stream().mapToDouble(along::applyAsInt).toArray(),
        line.stream().mapToDouble(value).toArray()), style);
  }

  private static List<Mark> joined(List<Mark> first, List<Mark> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private static List<Picture.Key> legend(Data data) {
    List<Picture.Key> legend = new ArrayList<>();
    Settings settings = data.settings();
    settings.fixedDepths().forEach(H -> legend.add(
        new Picture.Key("H = " + H, Style.line(DEPTH_INKS.get(settings.fixedDepths().indexOf(H))))));
    settings.fixedWidths().forEach(N -> legend.add(
        new Picture.Key("N = " + N, Style.circles(WIDTH_INKS.get(settings.fixedWidths().indexOf(N))))));
    legend.add(new Picture.Key("exact, N → ∞", Style.line(Ink.BLACK)));
    legend.add(new Picture.Key("27/4", Style.line(Ink.GREY)));
    legend.add(new Picture.Key("expected at N", Style.dashed(Ink.BLACK)));
    legend.add(new Picture.Key("mean of samples", Style.circles(Ink.BLACK)));
    return legend;
  }

  @Override
  public String caption(Data data) {
    List<Extremes> beyond = data.sizes().stream()
        .filter(size -> size.draws().stream().anyMatch(draw -> draw.largest() > BOUND)).toList();
    return ("The largest (top) and smallest (bottom) eigenvalue of the activity Hessian of random linear networks in the standard"
        + " parameterisation: means of %d draws (circles), the exact limit of wide layers (lines) and, where it is known, the"
        + " expected value at the width by the Tracy-Widom law (dashed). The largest eigenvalue tends to 27/4, not to the bound"
        + " 7 of the thesis. Narrow networks exceed even that: those of %d of %d sizes, of widths up to %d. The smallest falls"
        + " like the cube of the depth.").formatted(data.settings().draws(), beyond.size(), data.sizes().size(),
            beyond.stream().mapToInt(Extremes::width).max().orElse(0));
  }

  @Override
  public Table table(Data data) {
    List<List<Object>> rows = new ArrayList<>();
    for (Extremes size : data.sizes()) {
      for (int k = 0; k < size.draws().size(); k++) {
        rows.add(List.of(size.hidden(), size.width(), k, size.draws().get(k).smallest(), size.draws().get(k).largest(),
            size.limit().smallest(), size.limit().largest(), size.expected().smallest(), size.expected().largest()));
      }
    }
    return new Table(List.of("hidden_layers", "width", "draw", "smallest", "largest", "limit_smallest", "limit_largest",
        "expected_smallest", "expected_largest"), rows);
  }

  @Override
  public List<Assertion> assertions(Data data) {
    long comparable = data.sizes().stream()
        .mapToLong(size -> size.comparable(Ends::smallest) + size.comparable(Ends::largest)).sum();
    int deepest = data.sizes().stream().mapToInt(Extremes::hidden).max().orElseThrow();
    int widest = data.settings().widths().getLast();
    return List.of(
        Assertion.atMost(
            "sampled extreme eigenvalues follow the Tracy-Widom laws at the exact edges, where these are known ("
                + comparable
                + " draws; largest distance from the mean in standard deviations; the bound is exceeded by chance"
                + " with probability " + TracyWidomTail.FALSE_ALARM + ")",
            largest(data, size -> Math.max(size.surprise(Ends::smallest), size.surprise(Ends::largest))),
            TracyWidomTail.bound(comparable)),
        Assertion.atLeast("all eigenvalues are positive (smallest of all draws)",
            -largest(data, size -> size.draws().stream().mapToDouble(draw -> -draw.smallest())
                .reduce(Double.NEGATIVE_INFINITY, Math::max)),
            Double.MIN_VALUE),
        Assertion.atMost("the smallest eigenvalue falls with the depth at every width (greatest power of the depth)",
            data.settings().fixedWidths().stream().mapToDouble(N -> power(data, N)).reduce(-10, Math::max), -1.5),
        Assertion.atMost("the largest eigenvalue of the deepest networks is 27/4 in the limit (distance times H⁴)",
            largest(data, size -> size.hidden() == deepest ? DEEP - size.limit().largest() : 0) * Math.pow(deepest, 4),
            400),
        Assertion.atLeast("so the thesis' bound 7 is not tight (by how much every limit falls short of it)",
            -largest(data, size -> size.limit().largest() - BOUND), 0.249),
        Assertion.atLeast(
            "the sampled mean of the widest networks is nearer to the exact limit than to 7 at every depth up to"
                + " an eighth of the width (least difference of the distances)",
            -largest(data, size -> size.width() == widest && 8 * size.hidden() <= widest ? nearer(size) : -BOUND), 0),
        Assertion.atMost(
            "no largest eigenvalue exceeds the limit by more than 16 N^(-4/5) (greatest excess in these units)",
            largest(data, size -> excess(size) * Math.pow(size.width(), 0.8)), DRIFT));
  }

  /// How much nearer the mean of the largest eigenvalue is to 7 than to the limit.
  private static double nearer(Extremes size) {
    double mean = size.sampled(Ends::largest);
    return Math.abs(mean - size.limit().largest()) - Math.abs(mean - BOUND);
  }

  private static double excess(Extremes size) {
    return size.draws().stream().mapToDouble(draw -> draw.largest() - size.limit().largest())
        .reduce(Double.NEGATIVE_INFINITY, Math::max);
  }

  private static double power(Data data, int N) {
    List<Extremes> line = data.sizes().stream()
        .filter(size -> size.width() == N && data.settings().hiddenLayers().contains(size.hidden()))
        .sorted(Comparator.comparingInt(Extremes::hidden)).toList();
    double fall = line.getLast().sampled(Ends::smallest) / line.getFirst().sampled(Ends::smallest);
    return Math.log(fall) / Math.log((double) line.getLast().hidden() / line.getFirst().hidden());
  }

  /// NaN if any is.
  private static double largest(Data data, ToDoubleFunction<Extremes> quantity) {
    return data.sizes().stream().mapToDouble(quantity).reduce(Double.NEGATIVE_INFINITY, Math::max);
  }

  @Override
  public List<String> dataSets(Data data) {
    return List.of();
  }
}

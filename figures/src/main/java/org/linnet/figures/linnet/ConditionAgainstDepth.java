package org.linnet.figures.linnet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
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
import org.linnet.figures.spectrum.AsymptoticCondition;
import org.linnet.figures.spectrum.Extremes;
import org.linnet.figures.spectrum.Extremes.Ends;
import org.linnet.figures.spectrum.Family;
import org.linnet.figures.spectrum.Networks;
import org.linnet.figures.spectrum.TracyWidomTail;

/// The condition number of inference against depth for all parameterisations, for few outputs and for as many as hidden units:
/// exact, by the laws of large depth, and sampled.
public final class ConditionAgainstDepth implements Figure<ConditionAgainstDepth.Settings, ConditionAgainstDepth.Data> {
  /// The settings of the curves and of the sample.
  ///
  /// @param width `N`
  /// @param fewOutputs `K` of the first panel; of the second it is `N`
  /// @param hiddenLayers `H` of the curves, ascending
  /// @param deepestSampled the greatest `H` that is sampled
  /// @param draws networks of each size
  public record Settings(int width, int fewOutputs, List<Integer> hiddenLayers, int deepestSampled, int draws) {
    public Settings {
      hiddenLayers = List.copyOf(hiddenLayers);
    }
  }

  /// All sizes.
  public record Data(Settings settings, List<Extremes> sizes) {
    public Data {
      sizes = List.copyOf(sizes);
    }

    /// By depth.
    List<Extremes> of(Family family, int outputs) {
      return sizes.stream().filter(size -> size.networks().family() == family && size.outputs() == outputs)
          .sorted(Comparator.comparingInt(Extremes::hidden)).toList();
    }
  }

  /// The families, the worst conditioned first.
  static final List<Family> FAMILIES = List.of(Family.SP_SKIPS, Family.SP, Family.MUPC, Family.ORTHOGONAL,
      Family.KAIMING);

  private static final List<Ink> INKS = List.of(Ink.PURPLE, Ink.VERMILLION, Ink.BLUE, Ink.GREEN, Ink.ORANGE);
  private static final double GREATEST_SHOWN = 1e16;
  private static final double SATURATED = 128.0 / 3;

  @Override
  public String id() {
    return "LINNET-CONDITION";
  }

  @Override
  public Source source() {
    return new Source("linnet", "not in a paper; beyond Figures 5.2, 5.4 and C.22 of innocenti2025thesis");
  }

  @Override
  public String title() {
    return "How the condition number of inference grows with the depth";
  }

  @Override
  public Settings quick() {
    return new Settings(128, 10, powersOfTwo(9), 32, 1);
  }

  /// Four times the thesis' largest Hessian.
  @Override
  public Settings paper() {
    return new Settings(512, 10, powersOfTwo(10), 128, 1);
  }

  private static List<Integer> powersOfTwo(int greatest) {
    return IntStream.rangeClosed(1, greatest).mapToObj(i -> 1 << i).toList();
  }

  @Override
  public List<String> choices() {
    return List.of(
        "The thesis stops at 128 layers of 128 units: dense matrices take more memory than it had. Curves cost O(H)"
            + " operations a step here, and samples O(H N³) and the memory of some 4 H N² numbers.",
        "Condition numbers beyond 10¹⁶ are not drawn: no sample of double precision resolves them.");
  }

  @Override
  public Data compute(Settings settings, Context context) {
    List<Extremes> tasks = new ArrayList<>();
    record Task(Family family, int hidden, int outputs) {}
    List<Task> all = settings.hiddenLayers().reversed().stream()
        .flatMap(H -> FAMILIES.stream().flatMap(family -> IntStream
            .of(settings.fewOutputs(), settings.width()).mapToObj(K -> new Task(family, H, K))))
        .toList();
    tasks.addAll(context.map(all, (task, own) -> {
      Extremes size = Extremes.of(Networks.linear(task.family()), task.hidden(), settings.width(), task.outputs());
      return task.hidden() <= settings.deepestSampled() ? size.withDraws(settings.draws(), own.random()) : size;
    }));
    return new Data(settings, tasks);
  }

  @Override
  public Picture draw(Data data) {
    Settings settings = data.settings();
    Panel few = panel(data, settings.fewOutputs(), "K = " + settings.fewOutputs() + " outputs");
    Panel many = panel(data, settings.width(), "K = N = " + settings.width() + " outputs");
    List<Picture.Key> legend = new ArrayList<>();
    FAMILIES.forEach(family -> legend.add(new Picture.Key(family.title(), Style.line(ink(family)))));
    legend.add(new Picture.Key("exact, N → ∞", Style.line(Ink.GREY)));
    legend.add(new Picture.Key("law of large depth", Style.dashed(Ink.BLACK)));
    legend.add(new Picture.Key("sampled, N = " + settings.width(), Style.circles(Ink.GREY)));
    return new Picture(480, List.of(new Picture.Row(360, List.of(few, many))), legend);
  }

  private static Panel panel(Data data, int outputs, String title) {
    List<Mark> marks = new ArrayList<>();
    for (Family family : FAMILIES) {
      List<Extremes> line = data.of(family, outputs);
      marks.add(curve(line, size -> size.limit().condition(), Style.line(ink(family))));
      marks.add(curve(line, size -> AsymptoticCondition.of(family, size.hidden(), size.width(), outputs),
          Style.dashed(Ink.BLACK)));
      marks.add(curve(line, Extremes::sampledCondition, Style.circles(ink(family))));
    }
    List<Integer> depths = data.settings().hiddenLayers();
    return new Panel(title,
        Axis.powersOfTwo("Hidden layers H").between(depths.getFirst() / 1.2, depths.getLast() * 1.2),
        Axis.log("Condition number κ").between(1, GREATEST_SHOWN), marks);
  }

  private static Ink ink(Family family) {
    return INKS.get(FAMILIES.indexOf(family));
  }

  private static Mark curve(List<Extremes> line, ToDoubleFunction<Extremes> value, Style style) {
    return new Mark.Curve(Series.of(line.stream().mapToDouble(Extremes::hidden).toArray(),
        line.stream().mapToDouble(value).toArray()),
        style);
  }

  @Override
  public String caption(Data data) {
    return ("The condition number κ of the activity Hessian of random linear networks of width %d, against the depth: exact in the"
        + " limit of wide layers (lines), by the laws of large depth (dashed; for SP with skips that for few or for N outputs), and sampled (circles, up to %d hidden layers)."
        + " Left with %d outputs, right with as many as hidden units: a wide readout helps SP, and rescues SP with skips from"
        + " exponential growth.").formatted(data.settings().width(), data.settings().deepestSampled(),
            data.settings().fewOutputs());
  }

  @Override
  public Table table(Data data) {
    List<List<Object>> rows = new ArrayList<>();
    for (Extremes size : data.sizes()) {
      rows.add(List.of(size.networks().family(), size.hidden(), size.width(), size.outputs(), size.limit().smallest(),
          size.limit().largest(), size.limit().condition(),
          AsymptoticCondition.of(size.networks().family(), size.hidden(), size.width(), size.outputs()),
          size.sampled(Ends::smallest), size.sampled(Ends::largest), size.sampledCondition()));
    }
    return new Table(List.of("family", "hidden_layers", "width", "outputs", "limit_smallest", "limit_largest",
        "limit_condition", "asymptotic_condition", "sampled_smallest", "sampled_largest", "sampled_condition"), rows);
  }

  @Override
  public List<Assertion> assertions(Data data) {
    long comparable = data.sizes().stream()
        .mapToLong(size -> size.comparable(Ends::smallest) + size.comparable(Ends::largest)).sum();
    int few = data.settings().fewOutputs();
    int many = data.settings().width();
    return List.of(
        Assertion.atMost(
            "sampled extreme eigenvalues follow the Tracy-Widom laws at the exact edges, where these are known ("
                + comparable
                + " draws; largest distance from the mean in standard deviations; the bound is exceeded by chance"
                + " with probability " + TracyWidomTail.FALSE_ALARM + ")",
            data.sizes().stream()
                .mapToDouble(size -> Math.max(size.surprise(Ends::smallest), size.surprise(Ends::largest)))
                .reduce(0, Math::max),
            TracyWidomTail.bound(comparable)),
        powerOfDepth(data, Family.SP, few, 2.6, 0.5), powerOfDepth(data, Family.MUPC, few, 2, 0.25),
        powerOfDepth(data, Family.ORTHOGONAL, few, 2, 0.25), powerOfDepth(data, Family.SP_SKIPS, many, 4, 0.5),
        Assertion.atMost("PyTorch's default saturates at 128/3 (greatest exact κ)", data.sizes().stream()
            .filter(size -> size.networks().family() == Family.KAIMING).mapToDouble(size -> size.limit().condition())
            .reduce(0, Math::max), SATURATED + 1e-9),
        Assertion.atLeast(
            "with few outputs SP with skips grows exponentially (least factor of the exact κ per doubling of the"
                + " depth from 8 to 32, over the one before)",
            acceleration(data, few), 5),
        Assertion.atMost(
            "the laws of large depth meet the exact κ from H = 16 on, for SP, muPC and PyTorch's default (largest"
                + " relative difference)",
            lawsError(data), 0.1));
  }

  /// The power between the two deepest networks, in the limit. That of SP is 3, but less while the readout of `K` outputs comes to
  /// matter, between `K H` far below and far above `N`.
  private static Assertion powerOfDepth(Data data, Family family, int outputs, double power, double tolerance) {
    List<Extremes> line = data.of(family, outputs);
    Extremes deepest = line.getLast();
    Extremes before = line.get(line.size() - 2);
    double measured = Math.log(deepest.limit().condition() / before.limit().condition())
        / Math.log((double) deepest.hidden() / before.hidden());
    return Assertion.atMost("with K = " + outputs + ", the power of the depth by which the exact κ of " + family.title()
        + " grows is about " + power + " (distance from it, between the deepest two)", Math.abs(measured - power),
        tolerance);
  }

  private static double acceleration(Data data, int outputs) {
    List<Double> kappas = data.of(Family.SP_SKIPS, outputs).stream()
        .filter(size -> size.hidden() >= 4 && size.hidden() <= 32).map(size -> size.limit().condition()).toList();
    return IntStream.range(2, kappas.size())
        .mapToDouble(i -> kappas.get(i) / kappas.get(i - 1) / (kappas.get(i - 1) / kappas.get(i - 2)))
        .reduce(Double.POSITIVE_INFINITY, Math::min);
  }

  private static double lawsError(Data data) {
    return data.sizes().stream().filter(size -> size.hidden() >= 16)
        .filter(size -> List.of(Family.SP, Family.MUPC, Family.KAIMING).contains(size.networks().family()))
        .mapToDouble(size -> Math.abs(AsymptoticCondition.of(size.networks().family(), size.hidden(), size.width(),
            size.outputs()) / size.limit().condition() - 1))
        .reduce(0, Math::max);
  }

  @Override
  public List<String> dataSets(Data data) {
    return List.of();
  }
}

package org.linnet.figures.innocenti;

import java.io.IOException;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.data.Batches;
import org.linnet.core.data.Dataset;
import org.linnet.core.device.Devices;
import org.linnet.core.device.Precision;
import org.linnet.core.engine.Engine;
import org.linnet.core.engine.Optimiser;
import org.linnet.core.engine.Rule;
import org.linnet.core.engine.Training;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.inference.Inference;
import org.linnet.core.inference.Outcome;
import org.linnet.core.inference.Stopping;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.random.RandomStream;
import org.linnet.figures.Assertion;
import org.linnet.figures.Context;
import org.linnet.figures.Figure;
import org.linnet.figures.Source;
import org.linnet.figures.Table;
import org.linnet.figures.plot.Axis;
import org.linnet.figures.plot.Ink;
import org.linnet.figures.plot.Mark;
import org.linnet.figures.plot.Numeral;
import org.linnet.figures.plot.Panel;
import org.linnet.figures.plot.Picture;
import org.linnet.figures.plot.Series;
import org.linnet.figures.plot.Style;
import org.linnet.theory.equilibrium.EquilibratedEnergy;

/// The energy at the numerical inference equilibrium against Theorem 3.1 while linear networks train.
///
/// At every training step inference descends the energy from the forward pass, by gradient descent on the activities,
/// until the energy is certified to exceed its minimum by at most `gap` times that minimum; then the weights take an SGD
/// step on the energy at that equilibrium. The closed form sees the same weights and the same batch, and takes no part in
/// the run.
public final class EquilibratedEnergyDuringTraining
    implements
      Figure<EquilibratedEnergyDuringTraining.Settings, EquilibratedEnergyDuringTraining.Data> {
  /// The settings of the runs.
  ///
  /// @param hiddenLayers `H`, one curve each
  /// @param width hidden units per layer
  /// @param learningRate of SGD on the weights
  /// @param batchSize samples per training step
  /// @param steps training steps
  /// @param gap the certified relative distance of the numerical energy from its minimum
  /// @param maxInferenceSteps the cap on gradient steps of an inference
  /// @param parameterisation of the initial weights
  public record Settings(List<Integer> hiddenLayers, int width, double learningRate, int batchSize, int steps,
      double gap, int maxInferenceSteps, Parameterisation parameterisation) {
    public Settings {
      hiddenLayers = List.copyOf(hiddenLayers);
    }
  }

  /// All runs.
  public record Data(Settings settings, List<Run> runs) {
    public Data {
      runs = List.copyOf(runs);
    }
  }

  /// One network trained on one data set.
  public record Run(String dataSet, String provenance, int hiddenLayers, List<Step> steps) {
    public Run {
      steps = List.copyOf(steps);
    }
  }

  /// One training step: the energy at the numerical equilibrium, the closed form, and how inference went.
  public record Step(double energy, double theory, int inferenceSteps, boolean converged) {
    /// `(energy - theory) / theory`; not below 0 but for rounding, because the closed form is the minimum.
    double excess() {
      return (energy - theory) / theory;
    }
  }

  private static final List<Ink> INKS = List.of(Ink.BLUE, Ink.VERMILLION, Ink.GREEN, Ink.PURPLE, Ink.ORANGE);
  private static final double ROUNDING = 1e-9;
  private static final int MARKERS = 18;
  /// Below this, a difference is rounding; the picture's logarithmic axis ends there.
  private static final double SMALLEST_SHOWN = 1e-12;

  @Override
  public String id() {
    return "INN-4.1";
  }

  @Override
  public Source source() {
    return new Source("innocenti2025thesis", "Figure 4.1");
  }

  @Override
  public String title() {
    return "The equilibrated energy during training: theory and inference";
  }

  @Override
  public Settings quick() {
    return new Settings(List.of(2, 5, 10), 20, 1e-2, 32, 60, 1e-5, 20_000, new Parameterisation.StandardGaussian());
  }

  @Override
  public Settings paper() {
    return new Settings(List.of(2, 5, 10), 300, 1e-3, 64, 200, 1e-5, 100_000, new Parameterisation.StandardGaussian());
  }

  @Override
  public List<String> choices() {
    return List.of("The initialisation is not stated: Gaussian weights of variance 1/fan-in.",
        "The length of training is not stated: the paper setup takes 200 steps.",
        "Inference is gradient descent with the step size of fastest guaranteed descent and a certified energy gap, where"
            + " the paper integrates the gradient flow by an adaptive Heun method to T = 300 with tolerances of 1e-3.",
        "MNIST-1D is shown beside the paper's data sets because it needs no files; the others appear where the data"
            + " directory has them. Smaller last batches are left out.");
  }

  @Override
  public Data compute(Settings settings, Context context) throws IOException {
    record Task(Dataset data, int hiddenLayers) {}
    List<Dataset> dataSets = new ArrayList<>();
    for (String name : List.of("mnist", "fashion-mnist", "cifar-10", "mnist-1d")) {
      if (context.data().available().contains(name)) {
        dataSets.add(context.data().load(name));
      }
    }
    // the deepest first: they take longest
    List<Task> tasks = settings.hiddenLayers().reversed().stream()
        .flatMap(H -> dataSets.stream().map(data -> new Task(data, H))).toList();
    List<Run> runs = context.map(tasks, (task, own) -> train(settings, task.data(), task.hiddenLayers(), own));
    return new Data(settings, dataSets.stream().flatMap(
        data -> runs.reversed().stream().filter(run -> run.dataSet().equals(data.title()))).toList());
  }

  private static Run train(Settings settings, Dataset data, int H, Context context) {
    RandomStream random = context.random().split(H);
    DeepLinearNet net = settings.parameterisation().draw(random, widths(settings, data, H));
    Batches batches = Batches.of(data.train().size(), settings.batchSize(), context.seed());
    int perEpoch = Math.max(1, data.train().size() / settings.batchSize());
    List<Step> steps = new ArrayList<>();
    List<int[]> epoch = List.of();
    for (int t = 0; t < settings.steps(); t++) {
      if (t % perEpoch == 0) {
        epoch = batches.epoch(t / perEpoch);
      }
      int[] batch = epoch.get(t % perEpoch);
      DMatrixRMaj x = data.train().inputs(batch);
      DMatrixRMaj y = data.train().targets(batch);
      Training training = new Training(new Rule.PredictiveCoding(inference(settings, net)),
          new Optimiser.Sgd(settings.learningRate()));
      try (Engine engine = Engine.of(Devices.best(Precision.DOUBLE), DeepNet.linear(net), training, 1)) {
        double energy = engine.step(x, y);
        Outcome outcome = engine.outcome();
        steps.add(new Step(energy, EquilibratedEnergy.energy(net, x, y), outcome.steps(),
            outcome instanceof Outcome.Converged));
        net = engine.net().skeleton();
      }
      context.progressed((t + 1.0) / settings.steps());
    }
    return new Run(data.title(), data.provenance(), H, steps);
  }

  private static int[] widths(Settings settings, Dataset data, int H) {
    return IntStream
        .concat(IntStream.concat(IntStream.of(data.features()), IntStream.generate(settings::width).limit(H)),
            IntStream.of(data.classes()))
        .toArray();
  }

  /// Gradient descent from the forward pass to the certified gap; step size and certificate need the curvature, which
  /// changes with the weights.
  private static Inference inference(Settings settings, DeepLinearNet net) {
    ActivityHessian.Bounds curvature = ActivityHessian.of(net).eigenvalueBounds();
    return new Inference.Descent(settings.maxInferenceSteps(), curvature.bestStepSize())
        .withStopping(new Stopping.EnergyGap(settings.gap(), curvature.lower()));
  }

  @Override
  public Picture draw(Data data) {
    List<String> titles = data.runs().stream().map(Run::dataSet).distinct().toList();
    List<Panel> energies = new ArrayList<>();
    List<Panel> differences = new ArrayList<>();
    for (String title : titles) {
      boolean first = energies.isEmpty();
      List<Run> runs = data.runs().stream().filter(run -> run.dataSet().equals(title)).toList();
      energies.add(new Panel(title, Axis.linear(""), Axis.log(first ? "Energy" : ""),
          runs.stream().flatMap(run -> energyMarks(data, run)).toList()));
      differences.add(new Panel("", Axis.linear("Training step"), differenceAxis(data, first),
          Stream.concat(runs.stream().map(run -> differenceMark(data, run)),
              Stream.of(new Mark.Level(data.settings().gap(), "certified", Style.dashed(Ink.GREY)))).toList()));
    }
    List<Picture.Key> legend = new ArrayList<>();
    data.settings().hiddenLayers()
        .forEach(H -> legend.add(new Picture.Key("H = " + H, Style.line(ink(data, H)))));
    legend.add(new Picture.Key("theory, Eq. 4.5", Style.line(Ink.GREY)));
    legend.add(new Picture.Key("numerical equilibrium", Style.circles(Ink.GREY)));
    return new Picture(titles.size() == 1 ? 380 : 260,
        List.of(new Picture.Row(200, energies), new Picture.Row(126, differences)), legend);
  }

  private static Stream<Mark> energyMarks(Data data, Run run) {
    Ink ink = ink(data, run.hiddenLayers());
    return Stream.of(new Mark.Curve(series(run, Step::theory), Style.line(ink)),
        new Mark.Curve(series(run, Step::energy).thinned(MARKERS), Style.circles(ink)));
  }

  private static Mark differenceMark(Data data, Run run) {
    return new Mark.Curve(series(run, EquilibratedEnergyDuringTraining::shown),
        Style.line(ink(data, run.hiddenLayers())));
  }

  /// The same for all panels, with room above the certified gap.
  private static Axis differenceAxis(Data data, boolean titled) {
    double gap = data.settings().gap();
    DoubleSummaryStatistics shown = data.runs().stream().flatMap(run -> run.steps().stream())
        .mapToDouble(EquilibratedEnergyDuringTraining::shown).filter(Double::isFinite).summaryStatistics();
    double least = Math.min(gap / 10, shown.getMin());
    double greatest = Math.max(gap, shown.getMax());
    return Axis.log(titled ? "Rel. difference" : "").between(least * 0.8, greatest * 3);
  }

  private static double shown(Step step) {
    return Math.max(Math.abs(step.excess()), SMALLEST_SHOWN);
  }

  private static Series series(Run run, ToDoubleFunction<Step> quantity) {
    return Series.of(IntStream.range(0, run.steps().size()).asDoubleStream().toArray(),
        run.steps().stream().mapToDouble(quantity).toArray());
  }

  private static Ink ink(Data data, int H) {
    return INKS.get(data.settings().hiddenLayers().indexOf(H) % INKS.size());
  }

  @Override
  public String caption(Data data) {
    return ("Linear networks with H hidden layers of %d units train by predictive coding (SGD, learning rate %s, batches of"
        + " %d). Top: at every step, the energy at the numerical inference equilibrium (circles; one in %d is drawn) and"
        + " the closed form of Theorem 3.1 for the same weights and batch (lines). Bottom: their relative difference at"
        + " every step, at most %s; inference stops when the energy is certified to lie within %s of its minimum.")
        .formatted(data.settings().width(), Numeral.of(data.settings().learningRate(), 3), data.settings().batchSize(),
            Math.max(1, Math.round((data.settings().steps() - 1.0) / (MARKERS - 1))),
            Numeral.of(largest(data, step -> Math.abs(step.excess())), 2), Numeral.of(data.settings().gap(), 3));
  }

  @Override
  public Table table(Data data) {
    List<List<Object>> rows = new ArrayList<>();
    for (Run run : data.runs()) {
      for (int t = 0; t < run.steps().size(); t++) {
        Step step = run.steps().get(t);
        rows.add(List.of(run.dataSet(), run.hiddenLayers(), t, step.energy(), step.theory(), step.excess(),
            step.inferenceSteps()));
      }
    }
    return new Table(List.of("data_set", "hidden_layers", "training_step", "energy_numerical", "energy_theory",
        "relative_difference", "inference_steps"), rows);
  }

  @Override
  public List<Assertion> assertions(Data data) {
    return List.of(
        Assertion.atMost("the two curves agree at every step within the certified gap of inference (largest relative"
            + " difference)", largest(data, step -> Math.abs(step.excess())), data.settings().gap()),
        Assertion.atMost("no numerical energy lies below the theoretical minimum, but for rounding (largest relative"
            + " amount)", largest(data, step -> -step.excess()), ROUNDING),
        Assertion.atMost("inference always converges (steps at which it did not)",
            largest(data, step -> step.converged() ? 0 : 1), 0),
        Assertion.atMost(
            "training lowers the energy in every run (largest ratio of the last tenth's mean to the first's)",
            data.runs().stream().mapToDouble(EquilibratedEnergyDuringTraining::descent).max().orElse(Double.NaN), 0.8));
  }

  @Override
  public List<String> dataSets(Data data) {
    return data.runs().stream().map(run -> run.dataSet() + ": " + run.provenance() + ".").distinct().toList();
  }

  /// NaN if any step's quantity is.
  private static double largest(Data data, ToDoubleFunction<Step> quantity) {
    return data.runs().stream().flatMap(run -> run.steps().stream()).mapToDouble(quantity).reduce(Math::max)
        .orElse(Double.NaN);
  }

  private static double descent(Run run) {
    int tenth = Math.max(1, run.steps().size() / 10);
    List<Step> last = run.steps().subList(run.steps().size() - tenth, run.steps().size());
    return mean(last) / mean(run.steps().subList(0, tenth));
  }

  private static double mean(List<Step> steps) {
    return steps.stream().mapToDouble(Step::energy).average().orElse(Double.NaN);
  }
}

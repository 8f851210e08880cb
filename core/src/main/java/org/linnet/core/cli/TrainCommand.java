package org.linnet.core.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.linnet.core.data.Dataset;
import org.linnet.core.data.Split;
import org.linnet.core.device.Device;
import org.linnet.core.engine.Engine;
import org.linnet.core.engine.Rule;
import org.linnet.core.engine.Training;
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.train.Checkpoint;
import org.linnet.core.train.Ending;
import org.linnet.core.train.Evaluation;
import org.linnet.core.train.Recognition;
import org.linnet.core.train.Trainer;
import org.linnet.core.train.TrainingPlan;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/// `linnet train`: trains a fully connected network.
///
/// Each group of options is a class of its own, which makes what the options say: data, network, rule,
/// inference, device, plan, checkpoint.
@Command(name = "train", mixinStandardHelpOptions = true, showDefaultValues = true, abbreviateSynopsis = true, sortOptions = false, description = {
    "Trains a fully connected network by predictive coding or backpropagation and prints a line per evaluation.",
    "The same seed, device and options give the same bits for any number of threads, resumed or not.",
    "Names may be written in small letters. Exit code 1 if training diverges."}, footer = {"",
        "A run that may be interrupted, and how it goes on:",
        "  linnet train --epochs 50 --checkpoint run.linnet --log run.jsonl",
        "  linnet train --epochs 50 --checkpoint run.linnet --log run.jsonl --resume"})
public final class TrainCommand implements LinnetCommand {
  /// The options that do not change what a step does: all others must be those of the run that is resumed.
  private static final Set<String> FREE = Set.of("--help", "--version", "--stacktrace", "--data", "--device",
      "--threads",
      "--epochs", "--steps-total", "--metrics", "--checkpoint", "--checkpoint-every", "--resume", "--log");

  @ArgGroup(validate = false, heading = DataOptions.HEADING, order = 1)
  private final DataOptions data = new DataOptions();

  @ArgGroup(validate = false, heading = NetworkOptions.HEADING, order = 2)
  private final NetworkOptions network = new NetworkOptions();

  @ArgGroup(validate = false, heading = RuleOptions.HEADING, order = 3)
  private final RuleOptions learning = new RuleOptions();

  @ArgGroup(validate = false, heading = InferenceOptions.HEADING, order = 4)
  private final InferenceOptions inference = new InferenceOptions();

  @ArgGroup(validate = false, heading = TrainingOptions.HEADING, order = 5)
  private final TrainingOptions training = new TrainingOptions();

  @ArgGroup(validate = false, heading = CheckpointOptions.HEADING, order = 6)
  private final CheckpointOptions files = new CheckpointOptions();

  @ArgGroup(validate = false, heading = DeviceOptions.HEADING, order = 7)
  private final DeviceOptions where = new DeviceOptions();

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    network.check();
    inference.check();
    if (network.isGenerative()) {
      learning.checkGenerative();
      inference.checkGenerative();
    }
    TrainingPlan plan = training.plan();
    boolean resumes = files.resumes();
    Training how = new Training(learning.rule(inference, plan.seed()), learning.optimiser())
        .withObjective(learning.objective());
    Device device = where.device(spec.commandLine().getErr());
    Dataset dataset = data.load();
    Split train = data.train(dataset);
    Map<String, String> run = run(train, device.name());
    Optional<Checkpoint> checkpoint = files.checkpoint(run);
    DeepNet net = network.draw(dataset, plan.seed(), learning.descent());
    Training starting = starting(how, dataset, plan.seed());
    Training rated = learning.isNormalised() // its steps have the right size already
        ? starting
        : starting.withRates(network.rates(dataset, learning.descent()));
    try (Engine engine = Engine.of(device, net, rated, where.threads()); TrainingConsole console = console()) {
      nameIdleOptions();
      describe(dataset, net, device.name());
      Function<Split, Evaluation> evaluation = evaluation(engine, device, plan);
      Trainer trainer = new Trainer(engine, network.isGenerative() ? train.swapped() : train,
          () -> evaluation.apply(data.heldOut(dataset)), plan, checkpoint,
          Stream.concat(Stream.of(console), files.log(run).stream()).toList());
      try (Interruption _ = checkpoint.isPresent() ? new Interruption(trainer::stop) : null) {
        Ending ending = resumes ? trainer.resume() : trainer.run();
        return exit(ending, () -> evaluation.apply(dataset.test()));
      }
    }
  }

  /// `how`, from the guesses of a second network if inference starts there.
  private Training starting(Training how, Dataset dataset, long seed) {
    if (!inference.isAmortised()) {
      return how;
    }
    ActivityInit guess = new ActivityInit.Amortised(network.amortiser(dataset, seed));
    return new Training(new Rule.PredictiveCoding(inference.descent(seed).withInit(guess)), how.optimiser())
        .withObjective(how.objective());
  }

  private Function<Split, Evaluation> evaluation(Engine engine, Device device, TrainingPlan plan) {
    if (network.isGenerative()) {
      Recognition recognition = new Recognition(device, inference.descent(plan.seed()), where.threads());
      return samples -> recognition.evaluate(engine, samples, plan.batch());
    }
    return samples -> Evaluation.of(engine::predict, engine.training().objective().loss(), samples, plan.batch());
  }

  /// Says which of the given options change nothing, so that nobody takes them for having been tried. They are not refused:
  /// a sweep over rules or solvers gives the same options to all.
  private void nameIdleOptions() {
    boolean descends = descends();
    idle(infers(), "with --rule bp", "--steps", "--gamma");
    idle(hasStepSize(), "with --rule bp, --steps 0, --solver euler or --solver heun",
        "--step-size");
    idle(descends, "with --rule bp, --rule epc or --steps 0", "--solver", "--start", "--order", "--predictions",
        "--residual");
    idle(descends && inference.isRandom(), "without --start normal", "--deviation");
    idle(isAdaptive(), "without --solver euler or heun", "--tolerance", "--time");
    idle(!network.hasSkips(learning.descent()), "with --parameterisation mupc or depth_mup, which have skips",
        "--skips");
    idle(network.hasExponents(), "without --parameterisation abc", "--abc");
    idle(network.hasGammaBar(), "without --parameterisation mup or abc", "--gamma-bar");
    idle(network.hasGamma0(), "without --parameterisation mupc or depth_mup", "--gamma0");
    idle(files.keepsCheckpoint(), "without --checkpoint", "--checkpoint-every");
  }

  private boolean infers() {
    return network.isGenerative() || !learning.isBackpropagation();
  }

  /// Whether a solver moves the activities.
  private boolean descends() {
    return network.isGenerative() || (infers() && !learning.isErrorBased() && !inference.isExact());
  }

  private boolean isAdaptive() {
    return descends() && inference.isAdaptive();
  }

  /// Whether --step-size has an effect.
  private boolean hasStepSize() {
    return infers() && !isAdaptive() && !inference.isExact();
  }

  private void idle(boolean works, String where, String... options) {
    for (String option : options) {
      if (!works && spec.commandLine().getParseResult().hasMatchedOption(option)) {
        spec.commandLine().getErr().println("linnet: " + option + " has no effect " + where);
      }
    }
  }

  private void describe(Dataset dataset, DeepNet net, String where) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s (%s)%n", dataset.title(), dataset.provenance());
    out.printf("%d parameters, widths %s, %s%n", net.skeleton().parameters(), shape(net.skeleton()), where);
  }

  /// `784-300x3-10`, or `784-300-200-10`.
  private static String shape(DeepLinearNet net) {
    List<Integer> hidden = IntStream.rangeClosed(1, net.hiddenLayers()).mapToObj(net::width).toList();
    boolean equal = !hidden.isEmpty() && hidden.stream().distinct().count() == 1;
    List<Object> parts = new ArrayList<>(equal ? List.of(hidden.get(0) + "x" + hidden.size()) : hidden);
    parts.addFirst(net.width(0));
    parts.addLast(net.width(net.depth()));
    return parts.stream().map(String::valueOf).collect(Collectors.joining("-"));
  }

  private TrainingConsole console() {
    return new TrainingConsole(spec.commandLine().getOut(), spec.commandLine().getErr(), learning.stepQuantity(),
        data.heldOutName());
  }

  /// What a run's bits depend on: every option that is not [#FREE], the data and the device.
  private Map<String, String> run(Split train, String device) {
    Map<String, String> run = new TreeMap<>();
    for (OptionSpec option : spec.options()) {
      if (!FREE.contains(option.longestName())) {
        run.put(option.longestName(), text(option.getValue()));
      }
    }
    run.put("data", train.toString());
    run.put("device", device);
    return run;
  }

  private static String text(Object value) {
    if (value instanceof List<?> values) {
      return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
    return value == null ? "" : value.toString();
  }

  private int exit(Ending ending, Supplier<Evaluation> test) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    switch (ending) {
      case Ending.Completed _ -> {
      }
      case Ending.StoppedEarly stopped -> out.println("stopped early: " + stopped.reason());
      case Ending.Interrupted interrupted -> {
        err.println("linnet: interrupted after step " + interrupted.step()
            + "; the checkpoint is written: give the same command with --resume to go on");
        return ExitCode.INTERRUPTED;
      }
      case Ending.NotSaved refused -> {
        err.println("linnet: " + refused.reason());
        return ExitCode.BAD_INPUT;
      }
      case Ending.Diverged diverged -> {
        err.println("linnet: training diverged in epoch " + diverged.epoch() + ": the " + diverged.quantity()
            + " is no longer finite at step " + diverged.step() + "; try "
            + (hasStepSize() ? "a smaller --step-size (below 2 / largest curvature) or " : "") + "a smaller --rate");
        return ExitCode.CHECK_FAILED;
      }
    }
    if (data.validates()) {
      Evaluation last = test.get();
      out.printf("test loss %.6g, accuracy %.2f%%%n", last.loss(), 100 * last.accuracy());
    }
    return ExitCode.OK;
  }
}

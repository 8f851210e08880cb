package org.linnet.core.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linnet.core.data.Dataset;
import org.linnet.core.data.Mnist1d;
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.init.Descent;
import org.linnet.core.net.DeepLinearNet;
import picocli.CommandLine;

/// **Oracle**: the contract of the options, and the output of runs that must agree with each other.
class TrainCommandTest {
  private static final String SMALL = "train --samples 200 --width 8 --steps 3 ";

  @TempDir
  private Path folder;

  private record Run(int exit, List<String> out, String err) {
    /// The table, from the first evaluation.
    List<String> rows() {
      return out.subList(3, out.size());
    }
  }

  private static Run run(String line, String... more) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> arguments = new ArrayList<>(List.of(line.split(" ", -1)));
    arguments.addAll(List.of(more));
    int exit = Linnet.run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
    return new Run(exit, out.toString().lines().toList(), err.toString());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "--epochs 2 --steps-total 9 | --epochs and --steps-total exclude each other: give one of them",
      "--steps-total 0 | --steps-total must be at least 1, got 0",
      "--samples 0 | --samples must be at least 1, got 0", "--validation 0 | --validation must be at least 1, got 0",
      "--validation 4000 | --validation must leave some of the 4000 training samples to train on, got 4000",
      "--samples 4001 | --samples must be at most 4000, the samples there are to train on, got 4001",
      "--samples 3600 --validation 500 | --samples must be at most 3500, the samples there are to train on, got 3600",
      "--eval-every 0 | Invalid value for option '--eval-every': '0' is not a span such as 2epochs or 500steps (see 'linnet train --help')",
      "--checkpoint-every 2days | Invalid value for option '--checkpoint-every': '2days' is not a span such as 2epochs or 500steps (see 'linnet train --help')",
      "--early-stop soon | Invalid value for option '--early-stop': 'soon' is neither patience=N nor accuracy=A (see 'linnet train --help')",
      "--early-stop patience=x | Invalid value for option '--early-stop': 'patience=x' does not end with a number (see 'linnet train --help')",
      "--early-stop accuracy=2 | Invalid value for option '--early-stop': the target accuracy must be above 0 and at most 1, got 2.0 (see 'linnet train --help')",
      "--resume | --resume needs --checkpoint FILE, the file to resume from",
      "--checkpoint run --log ./run | --checkpoint and --log need a file each, got ./run for both",
      "--direction generative --loss ce | --direction generative compares samples, not classes: it needs --loss mse, got CE",
      "--direction generative --steps 0 | --direction generative classifies by inference with the input free: it needs --steps of at least 1, --predictions following and another --start than amortised",
      "--direction generative --predictions fixed | --direction generative classifies by inference with the input free: it needs --steps of at least 1, --predictions following and another --start than amortised",
      "--direction generative --start amortised | --direction generative classifies by inference with the input free: it needs --steps of at least 1, --predictions following and another --start than amortised",
      "--width 9,7 --hidden 3 | --width must be one number or one for each of the 3 hidden layers, got 2",
      "--width 9,0 | --width must be at least 1, got 0",
      "--width 9,7 --skips | skip tau(2) = 1.0 needs layers of equal width, but N(1) = 9 and N(2) = 7",
      "--gamma 1,2 | --gamma must be one number or one for each of the 3 layers, the output's included, got 2",
      "--gamma -1 | precision gamma(1) must be positive and finite, got -1.0",
      "--parameterisation abc --abc 0,0,0 | --parameterisation abc needs the exponents of three kinds of layers, --abc A,B,C/A,B,C/A,B,C, got 1",
      "--abc 0,0,0/1,1/1,2,3 | Invalid value for option '--abc' (A,B,C): '1,1' is not three numbers A,B,C (see 'linnet train --help')",
      "--abc 0,0,x | Invalid value for option '--abc' (A,B,C): '0,0,x' has something that is not a number (see 'linnet train --help')",
      "--abc 0,0,NaN | Invalid value for option '--abc' (A,B,C): exponents must be finite, got a = 0.0, b = 0.0, c = NaN (see 'linnet train --help')",
      "--start amortised --rule ipc | --start amortised needs --rule pc and --steps of at least 1",
      "--start amortised --steps 0 | --start amortised needs --rule pc and --steps of at least 1",
      "--metrics condition | the condition number of the activity Hessian is for linear networks only: leave out this metric, or train a linear network"})
  void badInputIsOneLine(String arguments, String message) {
    Run run = run("train " + arguments);
    assertEquals("linnet: " + message, run.err.strip());
    assertEquals(ExitCode.BAD_INPUT, run.exit);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "--gamma0 2 | --gamma0 has no effect without --parameterisation mupc or depth_mup",
      "--gamma-bar -1 | --gamma-bar has no effect without --parameterisation mup or abc",
      "--abc 0,0,0/0,0,0/0,0,0 | --abc has no effect without --parameterisation abc",
      "--rule bp | --steps has no effect with --rule bp",
      "--rule bp --gamma 2 | --steps has no effect with --rule bp, --gamma has no effect with --rule bp",
      "--parameterisation mupc --skips | --skips has no effect with --parameterisation mupc or depth_mup, which have skips",
      "--start zero --deviation 2 | --deviation has no effect without --start normal",
      "--rule epc --residual 1 | --residual has no effect with --rule bp, --rule epc or --steps 0",
      "--steps 0 --activation linear --start zero | --start has no effect with --rule bp, --rule epc or --steps 0",
      "--time 3 | --time has no effect without --solver euler or heun",
      "--solver heun --step-size 0.2 | --step-size has no effect with --rule bp, --steps 0, --solver euler or --solver heun",
      "--checkpoint-every 2 | --checkpoint-every has no effect without --checkpoint",
      "--solver heun --time 3 --residual 0.1 --start normal --gamma0 2 --parameterisation mupc | ''",
      "--direction generative --rule bp --solver momentum --step-size 0.01 | ''"})
  void anOptionThatChangesNothingIsNamed(String arguments, String sentence) {
    Run run = run(SMALL + "--epochs 1 " + arguments);
    assertEquals(ExitCode.OK, run.exit, run.err);
    assertEquals(sentence,
        run.err.lines().map(line -> line.replaceFirst("^linnet: ", "")).collect(Collectors.joining(", ")));
  }

  /// Runs of several seeds would start inference at the same activities otherwise.
  @Test
  void theSeedIsThatOfRandomStartsToo() {
    InferenceOptions options = CommandLine.populateCommand(new InferenceOptions(), "--start", "NORMAL");
    assertEquals(new ActivityInit.Normal(1, 7), options.descent(7).init());
    options = CommandLine.populateCommand(new InferenceOptions(), "--start", "NORMAL", "--deviation", "0.5");
    assertEquals(new ActivityInit.Normal(0.5, 7), options.descent(7).init());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"'' | 64,64 | 1,1,1 | 0,0,0", "--width 9,7,5 | 9,7,5 | 1,1,1,1 | 0,0,0,0",
      "--width 9 --hidden 1 --gamma 3 | 9 | 3,3 | 0,0", "--width 9,9 --gamma 1,2,0.5 --skips | 9,9 | 1,2,0.5 | 0,1,0",
      "--hidden 0 --skips | '' | 1 | 0", "--parameterisation mupc --gamma 2 --hidden 3 | 64,64,64 | 2,2,2,2 | 0,1,1,0"})
  void theNetworkIsWhatTheOptionsSay(String options, String widths, String precisions, String skips) {
    NetworkOptions network = CommandLine.populateCommand(new NetworkOptions(),
        options.isEmpty() ? new String[0] : options.replace("mupc", "MUPC").split(" "));
    network.check();
    DeepLinearNet net = network.draw(Mnist1d.generate(), 1, Descent.SGD).skeleton();
    assertEquals(widths, joined(IntStream.rangeClosed(1, net.hiddenLayers()).mapToObj(net::width)));
    assertEquals(precisions, joined(IntStream.rangeClosed(1, net.depth()).mapToObj(net::precision)).replace(".0", ""));
    assertEquals(skips, joined(IntStream.rangeClosed(1, net.depth()).mapToObj(net::skip)).replace(".0", ""));
  }

  /// Beyond 2 / largest curvature, but not yet beyond the largest number.
  @Test
  void inferenceThatRaisesTheEnergyIsNamed() {
    Run run = run(SMALL + "--epochs 1 --step-size 3");
    assertEquals(ExitCode.OK, run.exit, run.err);
    assertEquals("linnet: inference raised the energy in 4 steps since the last line: try a smaller --step-size "
        + "(below 2 / largest curvature, which grows as the network learns)", run.err.strip());
  }

  /// Their size does not depend on the width: the factors that other optimisers need would blow them up.
  @Test
  void normalisedStepsTakeNoFactorsOfTheParameterisation() {
    Run run = run(
        "train --samples 500 --epochs 2 --width 64 --steps 5 --optimiser nlms --rate 0.5 --parameterisation depth_mup");
    assertEquals(ExitCode.OK, run.exit, run.err);
    double[] losses = run.rows().stream().mapToDouble(row -> Double.parseDouble(row.substring(20, 33))).toArray();
    assertTrue(losses[2] < losses[0], run.rows().toString());
  }

  @Test
  void theAdviceOnDivergenceNamesWhatHasAnEffect() {
    Run run = run("train --samples 200 --epochs 3 --rule bp --activation linear --rate 1e10");
    assertEquals(ExitCode.CHECK_FAILED, run.exit, run.err);
    assertTrue(run.err.strip().endsWith("; try a smaller --rate"), run.err);
  }

  /// With exponents of one's own, and those of mup: the same run.
  @Test
  void exponentsMayBeGiven() {
    String mup = "--parameterisation mup --gamma-bar -1 --epochs 2";
    Run own = run(SMALL + mup.replace("mup", "abc --abc 0,0,0/0,0.5,1/0,1,2"));
    assertEquals(ExitCode.OK, own.exit, own.err);
    assertEquals(run(SMALL + mup).rows(), own.rows());
    assertTrue(!run(SMALL + mup.replace("-1", "0")).rows().equals(own.rows()));
  }

  private static String joined(Stream<?> numbers) {
    return numbers.map(String::valueOf).collect(Collectors.joining(","));
  }

  @Test
  void unequalWidthsAreListed() {
    assertTrue(run(SMALL.replace("8", "9,7,5") + "--epochs 1").out.get(1).contains("widths 40-9-7-5-10,"));
    assertTrue(run(SMALL + "--epochs 1 --hidden 0").out.get(1).contains("widths 40-10,"));
  }

  /// Twice the same, so that it can be resumed; and better than guessing one class in ten.
  @Test
  void aGenerativeNetworkLearnsToClassify() {
    String line = "train --direction generative --samples 1000 --width 32 --hidden 1 --steps 20 --optimiser adam --rate 0.003"
        + " --epochs 4";
    Run run = run(line);
    assertEquals(ExitCode.OK, run.exit, run.err);
    assertTrue(run.out.get(1).contains("widths 10-32x1-40"), run.out.get(1));
    double[] losses = run.rows().stream().mapToDouble(row -> Double.parseDouble(row.substring(20, 33))).toArray();
    assertTrue(losses[4] < losses[0], run.rows().toString());
    double accuracy = Double.parseDouble(run.rows().getLast().substring(33).replace("%", "").strip());
    assertTrue(accuracy > 14, "four deviations of 1000 guesses above 10: " + run.rows());
    assertEquals(run.rows(), run(line).rows());
  }

  /// The rows depend on it, and resuming keeps it.
  @Test
  void anAmortiserIsTrainedAlongside() {
    String file = folder.resolve("run").toString();
    String line = SMALL + "--start amortised --epochs ";
    Run whole = run(line + "4");
    assertEquals(ExitCode.OK, whole.exit, whole.err);
    assertTrue(!whole.rows().equals(run(SMALL + "--epochs 4").rows()));
    List<String> rows = new ArrayList<>(run(line + "2 --checkpoint", file).rows());
    rows.addAll(run(line + "4 --resume --checkpoint", file).rows());
    assertEquals(whole.rows(), rows);
  }

  @Test
  void theHelpTextIsInGroups() {
    List<String> groups = run("train --help").out.stream().filter(line -> line.matches("[A-Z][a-z ]+:")).toList();
    assertEquals(
        List.of("Data:", "Network:", "Learning rule and optimiser:", "Inference:", "Training:", "Checkpoint and log:",
            "Device:"),
        groups);
    assertTrue(run("train --help").out.stream().noneMatch(line -> line.contains("Optional") || line.contains("null")));
  }

  @Test
  void aResumedRunPrintsTheRestOfTheTable() {
    String file = folder.resolve("run").toString();
    Run whole = run(SMALL + "--epochs 4 --metrics cosine");
    Run first = run(SMALL + "--epochs 2 --metrics cosine --checkpoint", file);
    Run rest = run(SMALL + "--epochs 4 --metrics cosine --threads 1 --resume --checkpoint", file);
    assertEquals(ExitCode.OK, rest.exit);
    assertEquals("linnet: resuming after step 8 of 16", rest.err.strip());
    List<String> rows = new ArrayList<>(first.rows());
    rows.addAll(rest.rows());
    assertEquals(whole.rows(), rows);
    assertEquals(10, rows.size(), "five evaluations and their metrics: " + rows);
  }

  @Test
  void resumingWithOtherOptionsIsRefusedByName() {
    Path file = folder.resolve("run");
    run(SMALL + "--epochs 1 --eval-every 3steps --checkpoint", file.toString());
    Run other = run("train --samples 200 --width 16 --steps 3 --epochs 1 --seed 2 --early-stop patience=4 "
        + "--precision double --resume --checkpoint", file.toString());
    assertEquals(ExitCode.BAD_INPUT, other.exit);
    assertTrue(other.err.startsWith("linnet: " + file + " is of another run: its --early-stop is never, here it is "
        + "patience=4; its --eval-every is 3 steps, here it is 1 epoch; its --precision is FLOAT, here it is DOUBLE; its "
        + "--seed is 1, here it is 2; its --width is 8, here it is 16"), other.err);
  }

  @Test
  void theLogHasTheTablesNumbers() throws IOException {
    Path log = folder.resolve("log");
    Run run = run(SMALL + "--epochs 3 --log", log.toString());
    List<String> lines = Files.readAllLines(log);
    assertEquals(6, lines.size());
    assertTrue(
        lines.getFirst().startsWith("{\"run\":{\"--abc\":\"\",\"--activation\":\"TANH\",\"--activity-decay\":\"0.0\""),
        lines.getFirst());
    for (int k = 0; k < 4; k++) {
      double loss = Double.parseDouble(lines.get(k + 1).replaceAll(".*\"loss\":([^,]*),.*", "$1"));
      assertEquals("%.6g".formatted(loss), run.rows().get(k).substring(20, 33).strip());
    }
    assertEquals("{\"step\":12,\"end\":\"Completed\"}", lines.getLast());
  }

  @Test
  void anEarlyStopSaysWhy() {
    Run run = run(SMALL + "--epochs 5 --early-stop accuracy=0.001");
    assertEquals(ExitCode.OK, run.exit);
    assertTrue(run.out.getLast().startsWith("stopped early: the accuracy has reached 0."), run.out.getLast());
    assertEquals(2, run.rows().size());
  }

  /// With a validation set, evaluations are on it, and the test set is seen once.
  @Test
  void aValidationSetLeavesTheTestSetForTheEnd() {
    Run test = run(SMALL + "--epochs 1");
    Run validated = run(SMALL + "--epochs 1 --validation 500");
    String row = test.rows().get(1);
    assertTrue(validated.out.get(2).contains("val. loss"), validated.out.get(2));
    assertTrue(!validated.rows().get(1).equals(row), "other samples, other loss");
    assertEquals("test loss " + row.substring(20, 33).strip() + ", accuracy " + row.substring(33).strip(),
        validated.out.getLast());
  }

  @Test
  void theValidationSetIsTheEndOfTheTrainingSet() {
    Dataset all = Mnist1d.generate();
    DataOptions options = CommandLine.populateCommand(new DataOptions(), "--validation", "500", "--samples", "3400");
    assertEquals(3400, options.train(all).size());
    assertArrayEquals(all.train().inputs(3399).data, options.train(all).inputs(3399).data);
    assertEquals(500, options.heldOut(all).size());
    assertArrayEquals(all.train().inputs(3500).data, options.heldOut(all).inputs(0).data);
  }

  /// Steps are those of the epochs, whatever they are counted in.
  @Test
  void lengthAndEvaluationsMayBeGivenInSteps() {
    assertEquals(run(SMALL + "--epochs 3").rows(), run(SMALL + "--steps-total 12 --eval-every 4steps").rows());
    assertEquals(List.of("0", "2.50", "3"), run(SMALL + "--epochs 3 --eval-every 10steps").rows().stream()
        .map(row -> row.substring(0, 5).strip()).toList());
  }
}

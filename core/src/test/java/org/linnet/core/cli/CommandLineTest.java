package org.linnet.core.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linnet.core.JavaProcess;

/// **Oracle**: the contract of the command line: exit codes, one line on standard error, the same run for the same seed.
class CommandLineTest {
  /// A device that is always full.
  private static final File FULL = new File("/dev/full");

  private record Run(int exit, String out, String err) {}

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = Linnet.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Run(exit, out.toString(), err.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bench", "data", "doctor", "train"})
  void everyCommandHasAHelpText(String command) {
    Run run = command.isEmpty() ? run("--help") : run(command, "--help");
    assertEquals(ExitCode.OK, run.exit);
    assertTrue(run.out.startsWith("Usage: linnet"), run.out);
    assertEquals("", run.err);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"nonsense | no command is named 'nonsense' (see 'linnet --help')",
      "trian | no command is named 'trian'; did you mean train? (see 'linnet --help')",
      "data lst | no command is named 'lst'; did you mean list? (see 'linnet data --help')",
      "train fast | 'linnet train' takes no argument 'fast' (see 'linnet train --help')",
      "train --optimizer adam | no option is named '--optimizer'; did you mean --optimiser? (see 'linnet train --help')",
      "train --epoch=3 | no option is named '--epoch'; did you mean --epochs? (see 'linnet train --help')",
      "train --frobnicate | no option is named '--frobnicate' (see 'linnet train --help')",
      "train --activation rleu | --activation must be one of linear, tanh, hard_tanh, relu, leaky_relu, sigmoid, gelu, silu, selu, got 'rleu'; did you mean relu? (see 'linnet train --help')",
      "train --metrics energies,cosin | --metrics must be one of energies, gradients, activities, cosine, condition, got 'cosin'; did you mean cosine? (see 'linnet train --help')",
      "train --loss hinge | --loss must be one of mse, ce, got 'hinge' (see 'linnet train --help')",
      "train --width zero | Invalid value for option '--width' (N): 'zero' is not an int (see 'linnet train --help')",
      "train --width 0 | --width must be at least 1, got 0", "train --epochs 0 | --epochs must be at least 1, got 0",
      "train --hidden -1 | --hidden must be at least 0, got -1", "train --batch 0 | --batch must be at least 1, got 0",
      "train --rate -1 | learning rate must be positive and finite, got -1.0",
      "train --step-size NaN | step size must be positive and finite, got NaN",
      "train --threads 0 | at least one thread is needed, got 0",
      "train --device tpu | no device is named 'tpu'; there are cuda, cpu and reference",
      "train --device reference | the reference device computes in double precision only",
      "train --device cpu --precision TF32 | the cpu device has no TF32: take FLOAT, or the device cuda",
      "bench --device reference | --device must be cuda or cpu, got reference: it is written to be read, not to be fast",
      "bench --threads 0 | --threads must be at least 1, got 0",
      "bench --deepest 0 | --deepest must be at least 1, got 0",
      "bench --seconds 0 | --seconds must be above 0 and at most 600, got 0.0",
      "train --steps 0 --rule bp | --steps 0 (exact inference) needs --rule pc, got BP",
      "train --steps 0 | exact inference needs a linear network; use gradient descent for this one",
      "train --momentum 0.9 --optimiser adam | --momentum needs --optimiser sgd, got ADAM",
      "train --rule epc --nudge 1 | error-based predictive coding needs input and output clamped and no activity decay",
      "train --gamma0 -1 --parameterisation mupc | gamma0 must be positive and finite, got -1.0",
      "train --set nonsense | no data set is named 'nonsense'; there are mnist-1d, mnist, fashion-mnist, cifar-10"})
  void badInputIsOneLineAndExitCodeTwo(String arguments, String message) {
    Run run = run(arguments.split(" "));
    assertEquals("linnet: " + message, run.err.strip());
    assertEquals(ExitCode.BAD_INPUT, run.exit);
  }

  @Test
  void aNetworkThatCannotFitIsRefusedBeforeItIsBuilt() {
    Run run = run("train", "--width", "1000000", "--hidden", "3");
    assertEquals(ExitCode.BAD_INPUT, run.exit);
    assertTrue(run.err.contains("choose a smaller --width or --hidden"), run.err);
  }

  @Test
  void aMissingCommandIsOneLine() {
    Run run = run();
    assertEquals(ExitCode.BAD_INPUT, run.exit);
    assertTrue(run.err.matches("linnet: a command is missing: one of .*doctor, train.* \\(see 'linnet --help'\\)\\R"),
        run.err);
  }

  @Test
  void theDoctorNamesWhatItFound() {
    Run run = run("doctor");
    assertEquals(ExitCode.OK, run.exit);
    for (String what : new String[]{"java", "machine", "memory", "data sets", "cpu", "reference", "cuda", "commands",
        "mnist-1d"}) {
      assertTrue(run.out.contains(what), run.out);
    }
  }

  @Test
  void theDoctorSaysWhichDataSetsAreNotThere(@TempDir Path empty) {
    assertTrue(run("doctor", "--data", empty.toString()).out
        .contains("mnist-1d (not there: mnist, fashion-mnist, cifar-10; 'linnet data list' says why)"));
  }

  @Test
  void theDoctorChecksTheDevices() {
    Run run = run("doctor", "--check");
    assertEquals(ExitCode.OK, run.exit);
    assertTrue(run.out.matches("(?s).*ok {3}check {6}reference .* operations agree with the reference.*"), run.out);
  }

  @Test
  void withoutVectorsTheReferenceComputesAndASentenceSaysWhy() throws Exception {
    String why = "the cpu device needs the module jdk.incubator.vector: start Java with --add-modules "
        + "jdk.incubator.vector, or use the device reference";
    Run train = withoutVectors("train", "--samples", "64", "--width", "4", "--epochs", "1");
    assertEquals(ExitCode.OK, train.exit, train.err);
    assertTrue(train.err.contains("linnet: " + why + "; so it is done now, slowly and in double precision"), train.err);
    assertTrue(train.out.contains("reference (plain Java, double)"), train.out);
    assertTrue(withoutVectors("doctor").out.contains("ok   cpu        not usable: " + why));
  }

  @Test
  void resultsThatCannotBeWrittenAreNotASuccess() throws Exception {
    assumeTrue(FULL.exists());
    Run full = process(FULL, "data", "list");
    assertEquals("linnet: standard output cannot be written (No space left on device): part of the results is lost",
        full.err.strip());
    assertEquals(ExitCode.BAD_INPUT, full.exit);
  }

  /// In a process of its own, because this one has the module.
  private static Run withoutVectors(String... arguments) throws Exception {
    File out = File.createTempFile("linnet", ".out");
    try {
      return process(out, arguments);
    } finally {
      Files.delete(out.toPath());
    }
  }

  /// Runs the command line in a Java without options, with its standard output in `out`.
  private static Run process(File out, String... arguments) throws Exception {
    Process process = JavaProcess.of(Linnet.class, List.of(), List.of(arguments)).redirectOutput(out).start();
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), out.equals(FULL) ? "" : Files.readString(out.toPath()), err);
  }

  @Test
  void trainingIsTheSameForTheSameSeedAndLearns() {
    String[] arguments = {"train", "--epochs", "2", "--width", "16", "--seed", "3"};
    Run first = run(arguments);
    assertEquals(ExitCode.OK, first.exit);
    assertEquals(first.out, run(arguments).out);
    arguments[6] = "4";
    Run other = run(arguments);
    assertTrue(!first.out.equals(other.out), "another seed is another run");
    double[] losses = first.out.lines().filter(line -> line.matches(" +[0-2] .*"))
        .mapToDouble(line -> Double.parseDouble(line.substring(20, 33).strip())).toArray();
    assertEquals(3, losses.length);
    assertTrue(losses[2] < 0.7 * losses[0], first.out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--step-size 50 --steps 200", "--rate 1e30", "--rate 1e30 --rule bp",
      "--rate 1e30 --steps 0 --activation linear"})
  void divergenceIsReportedAndIsExitCodeOne(String arguments) {
    Run run = run(("train --epochs 1 --width 8 " + arguments).split(" "));
    assertEquals(ExitCode.CHECK_FAILED, run.exit);
    assertTrue(run.err.startsWith("linnet: training diverged in epoch 1: the energy is no longer finite"), run.err);
  }
}

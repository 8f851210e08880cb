package org.linnet.core.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.linnet.core.output.Installation;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/// Runs the benchmarks with JMH's own options and prints one table of times and rates.
public final class Kernels {
  private Kernels() {}

  /// Runs those that the options select: `-h` lists the options.
  public static void main(String[] options) throws RunnerException, CommandLineOptionException, IOException {
    CommandLineOptions chosen = new CommandLineOptions(options);
    if (chosen.shouldHelp()) {
      chosen.showHelp();
      return;
    }
    print(new Runner(chosen).run());
  }

  private static void print(Collection<RunResult> results) {
    Installation here = Installation.here();
    System.out.printf("%n%s, %s, Linnet %s %s, one thread%n", here.processor(), here.jdk(), here.version(),
        here.commit());
    System.out.printf("%-24s %-12s %-14s %10s %8s %10s%n", "operation", "shape", "", "us", "+-", "rate");
    for (RunResult result : results) {
      BenchmarkParams ran = result.getParams();
      Result<?> time = result.getPrimaryResult();
      int[] sizes = Stream.of(ran.getParam("shape").split("x")).mapToInt(Integer::parseInt).toArray();
      System.out.printf("%-24s %-12s %-14s %10.3f %8.3f %10.1f %s%n", time.getLabel(), ran.getParam("shape"),
          others(ran), time.getScore(), time.getScoreError(), work(sizes) / (1e3 * time.getScore()),
          sizes.length == 3 ? "GFLOP/s" : "numbers/ns");
    }
  }

  private static String others(BenchmarkParams ran) {
    return ran.getParamsKeys().stream().filter(key -> !key.equals("shape")).map(ran::getParam)
        .collect(Collectors.joining(" "));
  }

  /// The additions and multiplications of a product, or the numbers of a matrix.
  private static double work(int... sizes) {
    return Arrays.stream(sizes).asDoubleStream().reduce(1, (a, b) -> a * b) * (sizes.length == 3 ? 2 : 1);
  }
}

package org.linnet.core.bench;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// Compares the training steps of two builds of core, in turn in one process: on a shared machine nothing else says which is faster.
///
/// The arguments are the jars (or class folders) of both builds and the shapes of [TrainingSteps]. A line for each shape has the best
/// time of both, the median over pairs of steps of the first by the second, and whether the energies have the same bits.
public final class BeforeAndAfter {
  private static final double SECONDS = 8;
  private static final double WARM_UP = 3;

  private BeforeAndAfter() {}

  /// `BeforeAndAfter before.jar after.jar 512x8 128x30 ...`.
  public static void main(String[] arguments) throws ReflectiveOperationException, IOException {
    if (arguments.length < 3) {
      throw new IllegalArgumentException("two jars and a shape such as 512x8 are needed, got " + arguments.length
          + " arguments");
    }
    System.out.printf("%-24s %10s %10s %8s %s%n", "shape", "before, ms", "after, ms", "ratio", "energies");
    for (String shape : Arrays.asList(arguments).subList(2, arguments.length)) {
      compare(shape, steps(arguments[0], shape), steps(arguments[1], shape));
    }
  }

  private static void compare(String shape, LongSupplier before, LongSupplier after) {
    pairs(before, after, WARM_UP);
    List<long[]> times = pairs(before, after, SECONDS);
    double[] ratios = times.stream().mapToDouble(pair -> (double) pair[0] / pair[1]).sorted().toArray();
    System.out.printf("%-24s %10.2f %10.2f %8.2f %s%n", shape, best(times, 0), best(times, 1),
        ratios[ratios.length / 2], before.toString().equals(after.toString()) ? "same bits" : "differ");
  }

  private static double best(List<long[]> times, int which) {
    return times.stream().mapToLong(pair -> pair[which]).min().orElseThrow() / 1e6;
  }

  private static List<long[]> pairs(LongSupplier before, LongSupplier after, double seconds) {
    List<long[]> times = new ArrayList<>();
    long end = System.nanoTime() + (long) (1e9 * seconds);
    while (times.isEmpty() || System.nanoTime() < end) {
      times.add(new long[]{before.getAsLong(), after.getAsLong()});
    }
    return times;
  }

  /// The steps of the build in `jar`, with all other classes from this process's class path.
  private static LongSupplier steps(String jar, String shape) throws ReflectiveOperationException, IOException {
    if (!Files.exists(Path.of(jar))) {
      throw new IllegalArgumentException("there is no " + Path.of(jar).toAbsolutePath());
    }
    List<URL> classes = new ArrayList<>();
    for (String entry : Stream.concat(Stream.of(jar),
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))).toList()) {
      classes.add(Path.of(entry).toUri().toURL());
    }
    ClassLoader build = new URLClassLoader(classes.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    return (LongSupplier) build.loadClass(TrainingSteps.class.getName()).getConstructor(String.class)
        .newInstance(shape);
  }
}

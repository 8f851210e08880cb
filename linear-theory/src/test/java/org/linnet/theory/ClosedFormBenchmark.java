package org.linnet.theory;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.inference.ExactInference;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;
import org.linnet.theory.fixedpoint.FixedPoint;
import org.linnet.theory.hessian.ExtremeEigenvalues;
import org.linnet.theory.hessian.HessianDeterminant;

/// Times closed forms on networks of width `N` with `H` hidden layers (784 inputs, 10 outputs, 64 samples). By hand:
///
/// ```
/// mvn -q -pl linear-theory -am test-compile
/// mvn -q -pl linear-theory dependency:build-classpath -Dmdep.outputFile=target/classpath
/// java --add-modules jdk.incubator.vector -XX:+UseParallelGC -Xmn512m -Xmx16g \
///   -cp linear-theory/target/test-classes:linear-theory/target/classes:core/target/classes:$(cat linear-theory/target/classpath) \
///   org.linnet.theory.ClosedFormBenchmark 128x128 512x64 ..
/// ```
///
/// Sizes with a `-` before them leave out what needs the blocks of the activity Hessian (`N = 1024, H = 256`: 8 GB with
/// the factor).
final class ClosedFormBenchmark {
  private ClosedFormBenchmark() {}

  public static void main(String[] sizes) {
    System.out.printf("%-10s%14s%14s%14s%14s%14s%n", "N x H", "fixed point", "exact inf.", "log det", "by Cholesky",
        "eigenvalues");
    for (String size : sizes) {
      boolean withoutHessian = size.startsWith("-");
      String[] numbers = size.substring(withoutHessian ? 1 : 0).split("x", 2);
      time(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), withoutHessian);
    }
  }

  private static void time(int N, int H, boolean withoutHessian) {
    int[] widths = new int[H + 2];
    Arrays.fill(widths, N);
    widths[0] = 784;
    widths[H + 1] = 10;
    DeepLinearNet net = new Parameterisation.StandardGaussian().draw(RandomStream.of(0), widths);
    DMatrixRMaj x = data(784);
    DMatrixRMaj y = data(10);
    System.out.printf("%-10s", N + " x " + H);
    time(() -> FixedPoint.activities(net, x, y).layers());
    time(() -> withoutHessian ? null : ExactInference.of(net).equilibrium(x, y).layers());
    time(() -> HessianDeterminant.log(net));
    time(() -> withoutHessian ? null : ActivityHessian.of(net).cholesky().logDeterminant());
    ExtremeEigenvalues found = time(
        () -> withoutHessian ? null : ExtremeEigenvalues.of(ActivityHessian.of(net).matrix()));
    System.out.println(found == null
        ? ""
        : String.format(Locale.ROOT, "  smallest %.4e to %.0e, largest %.4f to %.0e",
            found.smallest().middle(), spread(found.smallest()), found.largest().middle(), spread(found.largest())));
  }

  private static double spread(ExtremeEigenvalues.Bounds bounds) {
    return (bounds.upper() - bounds.lower()) / bounds.middle();
  }

  private static <T> T time(Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("%14s", result == null ? "-" : String.format(Locale.ROOT, "%.3f s", seconds));
    return result;
  }

  private static DMatrixRMaj data(int rows) {
    RandomStream random = RandomStream.of(rows);
    DMatrixRMaj M = new DMatrixRMaj(rows, 64);
    Arrays.setAll(M.data, k -> random.nextGaussian());
    return M;
  }
}

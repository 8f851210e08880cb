package org.linnet.rmt.spectrum;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.linalg.BlockTridiagonalCholesky;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// Times activity Hessians of width `N` with `H` hidden layers (standard parameterisation, 10 outputs, 64 right-hand sides). By
/// hand:
///
/// ```
/// mvn -q -pl rmt -am test-compile
/// mvn -q -pl rmt dependency:build-classpath -Dmdep.outputFile=target/classpath
/// java --add-modules jdk.incubator.vector -XX:+UseParallelGC -Xmn512m -Xmx12g -cp rmt/target/test-classes:rmt/target/classes:\
///   core/target/classes:$(cat rmt/target/classpath) org.linnet.rmt.spectrum.SpectrumBenchmark 128x128 512x64 ..
/// ```
///
/// `N = 1024, H = 256` takes all of that memory: 2 GB of weights, twice as much for the Hessian and for its factor.
final class SpectrumBenchmark {
  private static final double TOLERANCE = 1e-5;

  private SpectrumBenchmark() {}

  public static void main(String[] sizes) {
    System.out.printf("%-12s%12s%12s%12s%12s%12s%12s%n", "N x H", "assemble", "factor", "log det", "solve 64", "edges",
        "density");
    for (String size : sizes) {
      String[] numbers = size.split("x", 2);
      time(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }
  }

  private static void time(int N, int H) {
    int[] widths = new int[H + 2];
    Arrays.fill(widths, N);
    widths[H + 1] = 10;
    DeepLinearNet net = new Parameterisation.StandardGaussian().draw(RandomStream.of(0), widths);
    System.out.printf("%-12s", N + " x " + H);
    factor(net);
    SpectrumEdges edges = time(() -> SpectrumEdges.of(net, TOLERANCE));
    SpectralDensity.Fraction half = time(() -> SpectralDensity.of(HessianOperator.of(net),
        new SpectralDensity.Options(2, 50, 0))).distribution(1);
    System.out.printf(Locale.ROOT, "  smallest %.6e to %.0e, largest %.6f to %.0e, F(1) = %.4f to %.0e and %.0e%n",
        edges.smallest().value(), edges.smallest().error() / edges.smallest().value(), edges.largest().value(),
        edges.largest().error() / edges.largest().value(), half.value(), half.standardError(), half.resolution());
  }

  private static void factor(DeepLinearNet net) {
    ActivityHessian Hz = time(() -> ActivityHessian.of(net));
    BlockTridiagonalCholesky cholesky = time(Hz::cholesky);
    time(cholesky::logDeterminant);
    RandomStream random = RandomStream.of(1);
    DMatrixRMaj[] b = new DMatrixRMaj[net.hiddenLayers()];
    for (int l = 1; l <= b.length; l++) {
      b[l - 1] = new DMatrixRMaj(net.width(l), 64);
      Arrays.setAll(b[l - 1].data, k -> random.nextGaussian());
    }
    time(() -> {
      cholesky.solve(b);
      return b;
    });
  }

  private static <T> T time(Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    System.out.printf("%12s", String.format(Locale.ROOT, "%.3f s", (System.nanoTime() - start) / 1e9));
    return result;
  }
}

package org.linnet.rmt.dyson;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Times limit spectra after warm-up: median of 11 runs. By hand:
///
/// ```
/// mvn -q -pl rmt -am test-compile
/// mvn -q -pl rmt dependency:build-classpath -Dmdep.outputFile=target/classpath
/// java -XX:+UseParallelGC -cp rmt/target/test-classes:rmt/target/classes:core/target/classes:$(cat rmt/target/classpath)
///   org.linnet.rmt.dyson.SpectrumBenchmark 32 128 ..
/// ```
final class SpectrumBenchmark {
  private SpectrumBenchmark() {}

  public static void main(String[] depths) {
    System.out.printf("%-22s%6s%16s%16s%16s%16s%n", "ensemble", "H", "edges, ms", "500 points, ms", "bands, ms",
        "condition");
    for (String depth : depths) {
      int H = Integer.parseInt(depth);
      Map<String, HessianEnsemble> ensembles = new TreeMap<>(Map.of("standard, N(L) = N", Ensembles.standard(H, 1),
          "standard, no outputs", Ensembles.standard(H, 0), "muPC", Ensembles.muPc(H), "skips, N(L) = N",
          Ensembles.skips(H, 1), "orthogonal, skips", Ensembles.skips(H, 1).withHaarWeights()));
      ensembles.forEach(SpectrumBenchmark::time);
    }
  }

  private static void time(String name, HessianEnsemble ensemble) {
    LimitSpectrum spectrum = LimitSpectrum.of(ensemble);
    double[] grid = spectrum.grid(500);
    System.out.printf(Locale.ROOT, "%-22s%6d%16.1f%16.1f%16.1f%16.4g%n", name, ensemble.hiddenLayers(),
        median(11, () -> LimitSpectrum.of(ensemble)), median(11, () -> spectrum.curve(grid)),
        median(1, spectrum::bands),
        spectrum.condition().orElseThrow());
  }

  private static double median(int runs, Runnable work) {
    double[] milliseconds = new double[runs];
    for (int warm = 0; warm < 2; warm++) {
      work.run();
    }
    for (int k = 0; k < runs; k++) {
      long start = System.nanoTime();
      work.run();
      milliseconds[k] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(milliseconds);
    return milliseconds[runs / 2];
  }
}

package org.linnet.rmt.dyson;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// How often correct code would fail the tolerances that sampled spectra are tested with: draws many networks per cell and counts
/// the statistics beyond them. By hand, with the number of draws per cell and the classpath of [SpectrumBenchmark]:
///
/// ```
/// java -cp .. org.linnet.rmt.dyson.ToleranceCalibration 200
/// ```
///
/// Columns: the mean and the largest distance of distribution functions, times `N H`, against the tolerance `5 + H/4`; mean and
/// standard deviation of the extreme eigenvalues in units of their predicted mean and deviation (0 and 1 if the Tracy-Widom
/// law were exact at this width), and how many draws lie beyond five deviations.
final class ToleranceCalibration {
  private record Cell(String name, Parameterisation parameterisation, boolean skips, int hidden, int width,
      int outputs) {
    int[] widths() {
      return Ensembles.widths(hidden, width, outputs);
    }

    LimitSpectrum limit() {
      HessianEnsemble ensemble = HessianEnsemble.of(parameterisation, widths());
      return LimitSpectrum.of(skips ? ensemble.withHiddenSkips() : ensemble);
    }

    double[] draw(long seed) {
      DeepLinearNet net = parameterisation.draw(RandomStream.of(seed), widths());
      return Sampled.eigenvalues(skips ? net.withHiddenSkips() : net);
    }
  }

  private static final int GRID = 400;

  private ToleranceCalibration() {}

  public static void main(String[] arguments) {
    int draws = Integer.parseInt(arguments[0]);
    System.out.printf("%-10s%4s%6s%6s%10s%10s%9s%20s%20s%9s%n", "family", "H", "N", "K", "mean KS", "max KS", "allowed",
        "smallest", "largest", "beyond");
    for (int hidden : new int[]{2, 4, 8}) {
      for (int outputs : new int[]{10, 64}) {
        for (Cell cell : List.of(new Cell("sp", new Parameterisation.StandardGaussian(), false, hidden, 64, outputs),
            new Cell("sp-skips", new Parameterisation.StandardGaussian(), true, hidden, 64, outputs),
            new Cell("kaiming", new Parameterisation.KaimingUniform(), false, hidden, 64, outputs),
            new Cell("mupc", new Parameterisation.MuPc(), true, hidden, 64, outputs))) {
          calibrate(cell, draws);
        }
      }
    }
  }

  private static void calibrate(Cell cell, int draws) {
    LimitSpectrum limit = cell.limit();
    double[] grid = limit.grid(GRID);
    double[] F = limit.curve(grid).stream().mapToDouble(point -> point.distribution().orElseThrow()).toArray();
    double[][] sampled = IntStream.range(0, draws).parallel().mapToObj(cell::draw).toArray(double[][]::new);
    double[] distances = Arrays.stream(sampled).mapToDouble(eigenvalues -> distance(grid, F, eigenvalues)).toArray();
    double[] smallest = scores(limit.smallestAt(cell.width), Arrays.stream(sampled).mapToDouble(e -> e[0]).toArray());
    double[] largest = scores(limit.largestAt(cell.width),
        Arrays.stream(sampled).mapToDouble(e -> e[e.length - 1]).toArray());
    System.out.printf("%-10s%4d%6d%6d%10.2f%10.2f%9.2f%20s%20s%9d%n", cell.name, cell.hidden, cell.width, cell.outputs,
        Arrays.stream(distances).average().orElseThrow(), Arrays.stream(distances).max().orElseThrow(),
        5 + 0.25 * cell.hidden, spread(smallest), spread(largest), beyond(smallest) + beyond(largest));
  }

  /// The largest difference of distribution functions on the grid, in eigenvalues.
  private static double distance(double[] grid, double[] F, double[] eigenvalues) {
    double worst = 0;
    int below = 0;
    for (int i = 0; i < grid.length; i++) {
      while (below < eigenvalues.length && eigenvalues[below] <= grid[i]) {
        below++;
      }
      worst = Math.max(worst, Math.abs(F[i] * eigenvalues.length - below));
    }
    return worst;
  }

  private static double[] scores(Estimate law, double[] values) {
    return law instanceof Estimate.Value known && known.error() > 1e-6 * known.value()
        ? Arrays.stream(values).map(v -> (v - known.value()) / known.error()).toArray()
        : new double[0];
  }

  private static String spread(double[] scores) {
    if (scores.length == 0) {
      return "-";
    }
    double mean = Arrays.stream(scores).average().orElseThrow();
    double square = Arrays.stream(scores).map(s -> (s - mean) * (s - mean)).sum() / (scores.length - 1);
    return String.format("%.2f ± %.2f", mean, Math.sqrt(square));
  }

  private static long beyond(double[] scores) {
    return Arrays.stream(scores).filter(s -> Math.abs(s) > 5).count();
  }
}

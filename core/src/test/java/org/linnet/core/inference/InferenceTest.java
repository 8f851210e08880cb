package org.linnet.core.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: the energy's gradient (itself tested against difference quotients) must vanish at an equilibrium; the dense
/// Hessian is assembled from that gradient and given to Commons Math.
class InferenceTest {

  static Stream<DeepLinearNet> nets() {
    RandomStream random = RandomStream.of(4);
    return Stream.of(new Parameterisation.StandardGaussian().draw(random, 3, 5, 2),
        new Parameterisation.StandardGaussian().draw(random, 2, 4, 3, 2).withBiases(new double[]{1, -2, 0.5, 3},
            new double[]{0.3, -1, 2}, new double[]{-0.7, 1.5}).withPrecisions(0.7, 2, 1.5),
        new Parameterisation.StandardGaussian().draw(random, 3, 5, 1, 4, 2).withPrecisions(1, 3, 0.5, 2),
        new Parameterisation.MuPc().draw(random, 3, 5, 5, 5, 5, 2),
        new Parameterisation.Orthogonal().draw(random, 1, 6, 6, 6, 1),
        new Parameterisation.StandardGaussian().draw(random, 4, 6, 6, 6, 3).withHiddenSkips());
  }

  @ParameterizedTest
  @MethodSource("nets")
  void atTheExactEquilibriumTheGradientVanishes(DeepLinearNet net) {
    PcEnergy energy = energy(net, 7);
    Activities z = ExactInference.of(net).equilibrium(data(net, 0, 7), data(net, net.depth(), 7));
    Activities gradient = z.copy();
    energy.evaluate(z).activityGradient(gradient);
    // the residual of a backward stable solve: a few units of roundoff times norms of order 10
    assertEquals(0, largestNorm(gradient, 7), 1e-13);
  }

  @ParameterizedTest
  @MethodSource("nets")
  void theEigenvalueBoundsEncloseTheDenseSpectrumTightly(DeepLinearNet net) {
    double[] eigenvalues = new EigenDecomposition(denseHessian(net)).getRealEigenvalues();
    double largest = java.util.Arrays.stream(eigenvalues).max().orElseThrow();
    double smallest = java.util.Arrays.stream(eigenvalues).min().orElseThrow();
    ActivityHessian.Bounds bounds = ActivityHessian.of(net).eigenvalueBounds();
    assertTrue(bounds.upper() > largest && bounds.upper() < 1.05 * largest, bounds + " against " + largest);
    assertTrue(bounds.lower() < smallest && bounds.lower() > smallest / 1.05, bounds + " against " + smallest);
  }

  @Test
  void wrongOptionsAreNamed() {
    message("step size must be positive and finite, got 0.0", () -> new Solver.GradientDescent(0));
    message("momentum must be in [0, 1), got 1.0", () -> new Solver.Momentum(0.1, 1));
    message("b2 must be in [0, 1), got -0.5", () -> new Solver.Adam(0.1, 0.9, -0.5, 1e-8));
    message("tolerances must not be negative, and one positive, got 0.0 and 0.0",
        () -> new Solver.Adaptive(Solver.Method.HEUN, 0, 0, 1, new Solver.Pid(0, 1, 0)));
    message("the flow's end must be positive and finite, got NaN",
        () -> new Solver.Adaptive(Solver.Method.HEUN, 1e-3, 0, Double.NaN, new Solver.Pid(0, 1, 0)));
    message("the cap on inference steps must not be negative, got -1", () -> new Inference.Descent(-1, 1));
    message("tolerance must be positive and finite, got NaN", () -> new Stopping.GradientNorm(Double.NaN));
    message("curvature must be positive and finite, got 0.0", () -> new Stopping.EnergyGap(1e-3, 0));
    message("relative must be positive and finite, got -1.0", () -> new Stopping.EnergyChange(-1));
    message("deviation must be finite and not negative, got -1.0", () -> new ActivityInit.Normal(-1, 1));
    Inference.Descent descent = new Inference.Descent(3, 0.1);
    message("fixed predictions are those of the forward pass: start there",
        () -> descent.withInit(new ActivityInit.Zero()).withSchedule(Schedule.sequential().fixed()));
    message("adaptive steps follow the gradient flow: all layers at once, predictions following",
        () -> descent.withSolver(new Solver.Adaptive()).withSchedule(Schedule.sequential()));
    message("a network of depth 1 has no hidden activities and so no activity Hessian",
        () -> ActivityHessian.of(DeepLinearNet.of(new DMatrixRMaj(1, 1))));
  }

  private static void message(String expected, org.junit.jupiter.api.function.Executable wrong) {
    assertEquals(expected, assertThrows(IllegalArgumentException.class, wrong).getMessage());
  }

  private static PcEnergy energy(DeepLinearNet net, int samples) {
    return PcEnergy.of(net, data(net, 0, samples), data(net, net.depth(), samples));
  }

  private static DMatrixRMaj data(DeepLinearNet net, int l, int samples) {
    RandomStream random = RandomStream.of(20 + l);
    DMatrixRMaj M = new DMatrixRMaj(net.width(l), samples);
    for (int k = 0; k < M.data.length; k++) {
      M.data[k] = random.nextGaussian();
    }
    return M;
  }

  private static double largestNorm(Activities z, int samples) {
    double[] squared = new double[samples];
    z.squaredNorms(squared);
    return Math.sqrt(java.util.Arrays.stream(squared).max().orElseThrow());
  }

  /// Column `k` is the gradient at unit vector `k` minus the gradient at 0: exact, because the energy is quadratic.
  private static Array2DRowRealMatrix denseHessian(DeepLinearNet net) {
    PcEnergy energy = energy(net, 1);
    double[] origin = gradientAt(energy, net, -1);
    Array2DRowRealMatrix M = new Array2DRowRealMatrix(origin.length, origin.length);
    for (int k = 0; k < origin.length; k++) {
      double[] column = gradientAt(energy, net, k);
      for (int i = 0; i < origin.length; i++) {
        M.setEntry(i, k, column[i] - origin[i]);
      }
    }
    M = new Array2DRowRealMatrix(M.add(M.transpose()).scalarMultiply(0.5).getData()); // remove rounding's asymmetry
    return M;
  }

  private static double[] gradientAt(PcEnergy energy, DeepLinearNet net, int unit) {
    Activities z = Activities.zero(net, 1);
    int k = unit;
    for (int l = 1; l <= z.layers() && k >= 0; k -= net.width(l), l++) {
      if (k < net.width(l)) {
        z.layer(l).set(k, 0, 1);
      }
    }
    Activities gradient = z.copy();
    energy.evaluate(z).activityGradient(gradient);
    return Stream.iterate(1, l -> l <= z.layers(), l -> l + 1)
        .flatMapToDouble(l -> java.util.Arrays.stream(gradient.layer(l).data)).toArray();
  }
}

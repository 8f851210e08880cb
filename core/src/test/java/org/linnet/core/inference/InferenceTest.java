package org.linnet.core.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
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
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;

/// **Oracle**: the energy's gradient (itself tested against difference quotients) must vanish at an equilibrium; the dense
/// Hessian is assembled from that gradient and given to Commons Math.
class InferenceTest {

  static Stream<DeepLinearNet> nets() {
    RandomStream random = RandomStream.of(4);
    return Stream.of(new Parameterisation.StandardGaussian().draw(random, 3, 5, 2),
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
  void gradientDescentReachesTheExactEquilibriumFromEveryStart(DeepLinearNet net) {
    PcEnergy energy = energy(net, 3);
    ActivityHessian.Bounds bounds = ActivityHessian.of(net).eigenvalueBounds();
    Activities exact = ExactInference.of(net).equilibrium(data(net, 0, 3), data(net, net.depth(), 3));
    double tolerance = 1e-9;
    for (ActivityInit start : new ActivityInit[]{new ActivityInit.Forward(), new ActivityInit.Zero(),
        new ActivityInit.Normal(2, RandomStream.of(6))}) {
      Activities z = start.of(energy);
      Outcome outcome = new GradientDescent(bounds.bestStepSize(), 200_000, new Stopping.GradientNorm(tolerance))
          .infer(energy, z);
      assertInstanceOf(Outcome.Converged.class, outcome);
      z.add(-1, exact);
      assertTrue(largestNorm(z, 3) <= tolerance / bounds.lower() * 1.001 + 1e-12);
    }
  }

  @ParameterizedTest
  @MethodSource("nets")
  void theEnergyGapIsCertified(DeepLinearNet net) {
    PcEnergy energy = energy(net, 3);
    double minimum = energy.evaluate(ExactInference.of(net).equilibrium(data(net, 0, 3), data(net, net.depth(), 3)))
        .value();
    ActivityHessian.Bounds bounds = ActivityHessian.of(net).eigenvalueBounds();
    for (double relative : new double[]{1e-1, 1e-3, 1e-6}) {
      new GradientDescent(bounds.bestStepSize(), 200_000, new Stopping.EnergyGap(relative, bounds.lower())).infer(
          energy,
          new ActivityInit.Zero().of(energy));
      double excess = energy.value() / minimum - 1;
      assertTrue(excess <= relative && excess > -1e-12, "excess " + excess);
    }
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
  void aSamplesTrajectoryDoesNotDependOnItsBatch() {
    DeepNet net = DeepNet.activatedBefore(new Parameterisation.StandardGaussian().draw(RandomStream.of(1), 3, 5, 5, 2),
        StandardActivation.TANH);
    DMatrixRMaj x = data(net.skeleton(), 0, 4);
    DMatrixRMaj y = data(net.skeleton(), 3, 4);
    GradientDescent descent = new GradientDescent(0.1, 20, new Stopping.GradientNorm(1e-300));
    PcEnergy together = PcEnergy.of(net, x, y);
    Activities all = new ActivityInit.Forward().of(together);
    descent.infer(together, all);
    for (int i = 0; i < 4; i++) {
      PcEnergy alone = PcEnergy.of(net, column(x, i), column(y, i));
      Activities z = new ActivityInit.Forward().of(alone);
      descent.infer(alone, z);
      for (int l = 1; l <= 2; l++) {
        for (int j = 0; j < 5; j++) {
          assertEquals(all.layer(l).get(j, i), z.layer(l).get(j, 0), 1e-14);
        }
      }
    }
  }

  @Test
  void tooLargeAStepIsReportedAsDivergence() {
    DeepLinearNet net = new Parameterisation.StandardGaussian().draw(RandomStream.of(1), 3, 8, 8, 2);
    PcEnergy energy = energy(net, 2);
    Outcome outcome = new GradientDescent(3, 1000, new Stopping.GradientNorm(1e-6)).infer(energy,
        new ActivityInit.Forward().of(energy));
    Outcome.Diverged diverged = assertInstanceOf(Outcome.Diverged.class, outcome);
    assertTrue(diverged.advice().contains("the step size 3.0 must be below 2 / (largest eigenvalue"),
        diverged.advice());
  }

  @Test
  void theCapOnStepsIsReported() {
    DeepLinearNet net = new Parameterisation.StandardGaussian().draw(RandomStream.of(1), 3, 8, 8, 2);
    PcEnergy energy = energy(net, 2);
    Outcome outcome = new GradientDescent(1e-3, 5, new Stopping.GradientNorm(1e-6)).infer(energy,
        new ActivityInit.Forward().of(energy));
    assertEquals(5, assertInstanceOf(Outcome.StepLimit.class, outcome).steps());
  }

  @Test
  void wrongOptionsAreNamed() {
    Stopping never = new Stopping.GradientNorm(1e-300);
    message("step size must be positive and finite, got 0.0", () -> new GradientDescent(0, 1, never));
    message("the cap on steps must not be negative, got -1", () -> new GradientDescent(1, -1, never));
    message("tolerance must be positive and finite, got NaN", () -> new Stopping.GradientNorm(Double.NaN));
    message("curvature must be positive and finite, got 0.0", () -> new Stopping.EnergyGap(1e-3, 0));
    message("deviation must be finite and not negative, got -1.0",
        () -> new ActivityInit.Normal(-1, RandomStream.of(1)));
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

  private static DMatrixRMaj column(DMatrixRMaj M, int i) {
    DMatrixRMaj column = new DMatrixRMaj(M.numRows, 1);
    for (int j = 0; j < M.numRows; j++) {
      column.set(j, 0, M.get(j, i));
    }
    return column;
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

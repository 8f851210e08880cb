package org.linnet.theory.fixedpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;
import org.linnet.core.energy.Activities;
import org.linnet.core.engine.Engine;
import org.linnet.core.engine.Inferred;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.inference.Inference;
import org.linnet.core.inference.Outcome;
import org.linnet.core.inference.Stopping;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.theory.equilibrium.EquilibratedEnergy;

/// **Oracle**: [StackedErrors], the least-squares solution of all errors at once; long gradient descent in core; the singular
/// value decomposition. None uses the rescaling.
///
/// **If wrong**: every statement on fixed points, their gradients and their limits.
class FixedPointPropertyTest {
  private static final double EPS = 0x1p-52;

  @Property(tries = 200, seed = "41")
  void activitiesAreTheLeastSquaresSolution(@ForAll("deep") Instance of) {
    DeepLinearNet net = of.net();
    StackedErrors dense = clamped(of);
    Activities z = FixedPoint.activities(net, of.x(), of.y());
    for (int l = 1; l <= net.hiddenLayers(); l++) {
      assertClose(dense.activity(l), z.layer(l), tolerance(of, dense));
    }
  }

  @Property(tries = 200, seed = "42")
  void errorsAreThoseAtTheLeastSquaresSolution(@ForAll("deep") Instance of) {
    DeepLinearNet net = of.net();
    StackedErrors dense = clamped(of);
    DMatrixRMaj[] e = FixedPoint.errors(net, of.x(), of.y());
    for (int l = 1; l <= net.depth(); l++) {
      DMatrixRMaj below = l == 1 ? of.x() : dense.activity(l - 1);
      DMatrixRMaj own = l == net.depth() ? of.y() : dense.activity(l);
      assertClose(CommonOps_DDRM.subtract(own, net.predict(l, below), null), e[l - 1],
          tolerance(of, dense) * (1 + NormOps_DDRM.normF(net.layerMap(l))));
    }
  }

  @Property(tries = 8, seed = "43")
  void longInferenceArrivesThere(@ForAll("deep") Instance of) {
    DeepLinearNet net = of.net();
    ActivityHessian.Bounds bounds = ActivityHessian.of(net).eigenvalueBounds();
    double gradient = 1e-9;
    Inferred ended = Engine.infer(DeepNet.linear(net), new Inference.Descent(200_000, bounds.bestStepSize())
        .withStopping(new Stopping.GradientNorm(gradient)), of.x(), of.y());
    assertTrue(ended.outcome() instanceof Outcome.Converged, ended.outcome().toString());
    Activities z = FixedPoint.activities(net, of.x(), of.y());
    for (int l = 1; l <= net.hiddenLayers(); l++) {
      // the distance to the minimum is at most the gradient over the smallest curvature, for each sample
      assertClose(ended.activity(l), z.layer(l), gradient / bounds.lower() * of.samples() + tolerance(of, clamped(of)));
    }
  }

  @Property(tries = 100, seed = "44")
  void aNudgedOutputIsOneMoreTermOfTheEnergy(@ForAll("all") Instance of) {
    DeepLinearNet net = of.net();
    int L = net.depth();
    double beta = 0.3;
    StackedErrors dense = new StackedErrors(net, 1, L, of.x(), of.y()).nudge(L, beta, of.y());
    DeepLinearNet nudged = Nudge.output(net, beta);
    Activities z = FixedPoint.activities(nudged, of.x(), of.y());
    for (int l = 1; l <= L; l++) {
      assertClose(dense.activity(l), z.layer(l), tolerance(of, dense));
    }
    assertEquals(dense.energy(), EquilibratedEnergy.energy(nudged, of.x(), of.y()),
        tolerance(of, dense) * of.magnification());
  }

  @Property(tries = 100, seed = "45")
  void aNudgedInputIsOneMoreTermOfTheEnergy(@ForAll("all") Instance of) {
    DeepLinearNet net = of.net();
    double beta = 1.7;
    StackedErrors dense = new StackedErrors(net, 0, net.hiddenLayers(), of.x(), of.y()).nudge(0, beta, of.x());
    Activities z = FixedPoint.activities(Nudge.input(net, beta), of.x(), of.y());
    for (int l = 0; l <= net.hiddenLayers(); l++) {
      assertClose(dense.activity(l), z.layer(l + 1), tolerance(of, dense));
    }
  }

  @Property(tries = 100, seed = "46")
  void aFreeOutputLeavesNoError(@ForAll("all") Instance of) {
    DeepLinearNet net = of.net();
    StackedErrors dense = new StackedErrors(net, 1, net.depth(), of.x(), of.y());
    DMatrixRMaj[] z = FreeOutput.activities(net, of.x());
    for (int l = 1; l <= net.depth(); l++) {
      assertClose(dense.activity(l), z[l - 1], tolerance(of, dense));
    }
  }

  /// The minimum of the energy pins the energy; of the inputs that reach it, only the one of smallest norm has no part in the
  /// kernel of the whole map.
  @Property(tries = 100, seed = "47")
  void aFreeInputMinimisesTheEnergyWithTheSmallestNorm(@ForAll("all") Instance of) {
    DeepLinearNet net = of.net();
    StackedErrors dense = new StackedErrors(net, 0, net.hiddenLayers(), of.x(), of.y());
    DMatrixRMaj input = FreeInput.input(net, of.y());
    double scale = of.magnification() * (1 + NormOps_DDRM.normF(input));
    assertEquals(dense.energy(), EquilibratedEnergy.energy(net, input, of.y()), 1e-10 * scale * scale);
    assertEquals(0, inKernel(net, input), 1e-10 * scale);
  }

  @Property(tries = 100, seed = "48")
  void theEquilibriumIsTheWeightedAverageOfForwardPassAndTarget(@ForAll("deep") Instance of) {
    DeepLinearNet net = of.net();
    StackedErrors dense = clamped(of);
    DMatrixRMaj[] f = FreeOutput.activities(net, of.x());
    for (int l = 1; l <= net.hiddenLayers(); l++) {
      DMatrixRMaj t = ForwardTargetAverage.target(net, l, of.y());
      double scale = of.magnification() * (1 + NormOps_DDRM.normF(t));
      assertClose(dense.activity(l), average(ForwardTargetAverage.forwardWeight(net, l), f[l - 1], t), 1e-10 * scale);
    }
  }

  /// Layers that narrow towards the output have full row rank: the targets are those of target propagation.
  @Property(tries = 60, seed = "49")
  void withFullRowRankTheTargetsMayBeThoseOfTargetPropagation(@ForAll("narrowing") Instance of) {
    DeepLinearNet net = of.net();
    StackedErrors dense = clamped(of);
    DMatrixRMaj[] f = FreeOutput.activities(net, of.x());
    RealMatrix t = MatrixUtils.createRealMatrix(rows(of.y()));
    double condition = 1;
    for (int l = net.hiddenLayers(); l >= 1; l--) {
      DMatrixRMaj c = net.predict(l + 1, new DMatrixRMaj(net.width(l), of.samples()));
      SingularValueDecomposition A = new SingularValueDecomposition(
          MatrixUtils.createRealMatrix(rows(net.layerMap(l + 1))));
      condition *= A.getConditionNumber();
      t = A.getSolver().solve(t.subtract(MatrixUtils.createRealMatrix(rows(c))));
      DMatrixRMaj Omega = ForwardTargetAverage.forwardWeight(net, l);
      double tolerance = 1e3 * EPS * of.magnification() * (1 + t.getFrobeniusNorm()) * condition;
      assertClose(dense.activity(l), average(Omega, f[l - 1], new DMatrixRMaj(t.getData())),
          tolerance + tolerance(of, dense));
    }
  }

  @Property(tries = 60, seed = "50")
  void atTheEquilibriumEveryLayerBalancesItsNeighbours(@ForAll("deep") Instance of) {
    DeepLinearNet net = of.net();
    StackedErrors dense = clamped(of);
    for (int l = 1; l <= net.hiddenLayers(); l++) {
      DMatrixRMaj below = l == 1 ? of.x() : dense.activity(l - 1);
      DMatrixRMaj above = l == net.hiddenLayers() ? of.y() : dense.activity(l + 1);
      assertClose(dense.activity(l), LayerEquilibrium.activities(net, l, below, above),
          tolerance(of, dense) * of.magnification());
    }
  }

  @Property(tries = 60, seed = "51")
  void theErrorsSolveTheTransportSystem(@ForAll("deep") Instance of) {
    DeepLinearNet net = of.net();
    DMatrixRMaj[] e = FixedPoint.errors(net, of.x(), of.y());
    DMatrixRMaj system = ErrorTransport.system(net);
    DMatrixRMaj stacked = new DMatrixRMaj(system.numRows, of.samples());
    DMatrixRMaj source = new DMatrixRMaj(system.numRows, of.samples());
    int row = 0;
    for (int l = net.depth(); l >= 1; l--) {
      CommonOps_DDRM.scale(net.precision(l), e[l - 1]);
      CommonOps_DDRM.insert(e[l - 1], stacked, row, 0);
      row += net.width(l);
    }
    CommonOps_DDRM.insert(e[net.depth() - 1], source, 0, 0);
    assertClose(source, CommonOps_DDRM.mult(system, stacked, null), 100 * EPS * of.magnification());
    RealMatrix inverse = MatrixUtils.inverse(MatrixUtils.createRealMatrix(rows(system)));
    assertClose(new DMatrixRMaj(inverse.getData()), ErrorTransport.inverse(net),
        100 * EPS * of.magnification() * of.magnification());
  }

  private static StackedErrors clamped(Instance of) {
    return new StackedErrors(of.net(), 1, of.net().hiddenLayers(), of.x(), of.y());
  }

  /// The dense solution loses `eps cond(E)²`, the closed form `eps` times the norms along the network; the factor covers sizes.
  private static double tolerance(Instance of, StackedErrors dense) {
    double condition = dense.condition();
    return 100 * EPS * (condition * condition + of.magnification()) * of.magnification();
  }

  private static DMatrixRMaj average(DMatrixRMaj weight, DMatrixRMaj f, DMatrixRMaj t) {
    DMatrixRMaj z = t.copy();
    CommonOps_DDRM.multAdd(weight, CommonOps_DDRM.subtract(f, t, null), z);
    return z;
  }

  /// The norm of the part of `input` in the kernel of `A(L) .. A(1)`.
  private static double inKernel(DeepLinearNet net, DMatrixRMaj input) {
    RealMatrix P = MatrixUtils.createRealIdentityMatrix(net.width(0));
    double norms = 1;
    for (int l = 1; l <= net.depth(); l++) {
      P = MatrixUtils.createRealMatrix(rows(net.layerMap(l))).multiply(P);
      norms *= NormOps_DDRM.normF(net.layerMap(l));
    }
    SingularValueDecomposition svd = new SingularValueDecomposition(P.transposeMultiply(P));
    RealMatrix kernel = svd.getV();
    double sum = 0;
    for (int j = 0; j < kernel.getColumnDimension(); j++) {
      if (svd.getSingularValues()[j] <= 1e-24 * norms * norms) {
        double part = kernel.getColumnMatrix(j).transposeMultiply(MatrixUtils.createRealMatrix(rows(input)))
            .getFrobeniusNorm();
        sum += part * part;
      }
    }
    return Math.sqrt(sum);
  }

  private static double[][] rows(DMatrixRMaj M) {
    double[][] rows = new double[M.numRows][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(M.data, i * M.numCols, (i + 1) * M.numCols));
    return rows;
  }

  private static void assertClose(DMatrixRMaj expected, DMatrixRMaj actual, double tolerance) {
    assertEquals(0, NormOps_DDRM.normF(CommonOps_DDRM.subtract(expected, actual, null)), tolerance);
  }

  @Provide
  static Arbitrary<Instance> all() {
    return Instance.all();
  }

  @Provide
  static Arbitrary<Instance> deep() {
    return Instance.deep();
  }

  @Provide
  static Arbitrary<Instance> narrowing() {
    return Instance.deep().map(of -> new Instance(of.widths().stream().sorted((a, b) -> b - a).toList(), of.samples(),
        of.special() == Instance.Special.BIASES ? Instance.Special.BIASES : Instance.Special.PLAIN, of.seed()));
  }
}

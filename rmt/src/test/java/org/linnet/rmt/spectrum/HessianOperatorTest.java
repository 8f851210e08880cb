package org.linnet.rmt.spectrum;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.Activation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;

/// **Oracle**: central differences of the energy's gradient; for linear networks the dense Hessian.
///
/// **If wrong**: spectra of large and of nonlinear networks.
class HessianOperatorTest {

  static Stream<Arguments> nonlinear() {
    return Stream.of(StandardActivation.values()).flatMap(phi -> Stream.of(DeepNet.Placement.values())
        .map(placement -> Arguments.of(phi, placement)));
  }

  @ParameterizedTest
  @MethodSource("nonlinear")
  void itIsTheDerivativeOfTheGradient(StandardActivation phi, DeepNet.Placement placement) {
    DeepNet net = Nets.nonlinear(phi, placement);
    DMatrixRMaj x = Nets.gaussian(3, 4);
    DMatrixRMaj y = Nets.gaussian(4, 3);
    Activities z = Nets.activities(net.skeleton(), 7);
    DMatrixRMaj expected = Nets.differences(net, x, y, z);
    DMatrixRMaj found = Nets.dense(HessianOperator.at(net, x, y, z));
    // the step 1e-5: 1e-10 times third derivatives of the gradient, and eps / 1e-5 = 2e-11 times the gradient, both of order 10
    assertEquals(0, distance(expected, found), 1e-7);
  }

  /// With zero errors there is no curvature of the activation, and the Hessian is a Gram matrix: at the forward pass, of all
  /// errors only the output's is not 0.
  @Test
  void atTheForwardPassToItsOwnOutputItHasNoNegativeEigenvalue() {
    DeepNet net = Nets.nonlinear(StandardActivation.TANH, DeepNet.Placement.BEFORE_MAP);
    DMatrixRMaj x = Nets.gaussian(3, 4);
    PcEnergy energy = PcEnergy.of(net, x, new DMatrixRMaj(3, 1));
    Activities z = energy.forward();
    DMatrixRMaj y = energy.evaluate(z).prediction();
    double smallest = SpectrumSample.of(Nets.dense(HessianOperator.at(net, x, y, z))).smallest();
    assertEquals(SpectrumSample.of(Nets.differences(net, x, y, z)).smallest(), smallest, 1e-7);
    assertTrue(smallest > 0);
  }

  @Test
  void ofALinearNetworkItIsTheActivityHessian() {
    for (Parameterisation parameterisation : new Parameterisation[]{new Parameterisation.StandardGaussian(),
        new Parameterisation.MuPc()}) {
      DeepLinearNet net = parameterisation.draw(RandomStream.of(1), 5, 12, 12, 12, 4).withPrecisions(1, 2, 0.5, 3);
      DMatrixRMaj expected = ActivityHessian.of(net).matrix().dense();
      assertEquals(0, distance(expected, Nets.dense(HessianOperator.of(net))), 1e-13);
    }
  }

  /// With one hidden layer there is one block, and the same operator on threads as by the dense matrix.
  @Test
  void largeAndShallowNetworksAreMultipliedTheSame() {
    DeepLinearNet large = new Parameterisation.MuPc().draw(RandomStream.of(2), 2, 200, 200, 200, 200, 10);
    DMatrixRMaj[] v = Nets.blocks(HessianOperator.of(large).sizes(), 3);
    DMatrixRMaj[] found = Nets.blocks(HessianOperator.of(large).sizes(), 4);
    HessianOperator.of(large).apply(v, found);
    DMatrixRMaj[] again = Nets.blocks(HessianOperator.of(large).sizes(), 5);
    HessianOperator.of(large).apply(v, again);
    DMatrixRMaj expected = CommonOps_DDRM.mult(ActivityHessian.of(large).matrix().dense(),
        CommonOps_DDRM.concatRowsMulti(v), null);
    assertEquals(0, distance(expected, CommonOps_DDRM.concatRowsMulti(found)), 1e-11);
    for (int l = 0; l < v.length; l++) {
      assertArrayEquals(found[l].data, again[l].data);
    }
    DeepLinearNet shallow = new Parameterisation.StandardGaussian().draw(RandomStream.of(2), 2, 3, 4);
    assertEquals(0, distance(ActivityHessian.of(shallow).matrix().dense(), Nets.dense(HessianOperator.of(shallow))),
        1e-14);
  }

  @Test
  void wrongCallsAreNamed() {
    DeepLinearNet one = new Parameterisation.StandardGaussian().draw(RandomStream.of(2), 2, 3);
    assertEquals("a network of depth 1 has no hidden activities and so no activity Hessian",
        assertThrows(IllegalArgumentException.class, () -> HessianOperator.of(one)).getMessage());
    DeepLinearNet two = new Parameterisation.StandardGaussian().draw(RandomStream.of(2), 2, 3, 1);
    assertEquals("the activity Hessian is that of one sample, got 2: samples do not interact, so take them one by one",
        assertThrows(IllegalArgumentException.class, () -> HessianOperator.at(DeepNet.linear(two),
            new DMatrixRMaj(2, 2), new DMatrixRMaj(1, 2), Activities.zero(two, 2))).getMessage());
    Activation square = new Activation() {
      @Override
      public double value(double u) {
        return u * u;
      }

      @Override
      public double derivative(double u) {
        return 2 * u;
      }

      @Override
      public String toString() {
        return "the square";
      }
    };
    DeepNet unknown = DeepNet.activatedBefore(two, square);
    assertEquals("the second derivative of the square is not known, and the activity Hessian needs it: use one of "
        + "StandardActivation",
        assertThrows(IllegalArgumentException.class, () -> HessianOperator.at(unknown, new DMatrixRMaj(2, 1),
            new DMatrixRMaj(1, 1), Activities.zero(two, 1))).getMessage());
  }

  private static double distance(DMatrixRMaj A, DMatrixRMaj B) {
    return NormOps_DDRM.normF(CommonOps_DDRM.subtract(A, B, null));
  }
}

package org.linnet.verify.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import org.ejml.data.DMatrixRMaj;
import org.hipparchus.dfp.Dfp;
import org.junit.jupiter.api.Test;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: minima worked out by hand, and the definition of a minimum.
class EquilibriumTest {
  @Test
  void a_doubles_value_is_kept_exactly() {
    for (double value : new double[]{0.1, -3, 0x1.23p-80, 1e22, Math.PI}) {
      Dfp exact = Decimal.ofDigits(90).number(1).newInstance(new BigDecimal(value).toPlainString());
      assertTrue(Decimal.ofDigits(90).number(value).subtract(exact).isZero(), "value " + value);
    }
  }

  @Test
  void without_hidden_layers_the_energy_is_half_the_mean_squared_residual() {
    ClampedNet clamped = new ClampedNet(DeepLinearNet.of(matrix(2)), matrix(1, 0), matrix(5, 1));
    assertEquals(2.5, energy(clamped)); // ((5 - 2)² + 1²) / 4
  }

  @Test
  void one_hidden_unit_settles_between_its_two_predictions() {
    ClampedNet clamped = new ClampedNet(DeepLinearNet.of(matrix(0), matrix(1)), matrix(0), matrix(1));
    assertEquals(0.25, energy(clamped)); // min z²/2 + (1 - z)²/2 at z = 1/2
  }

  @Test
  void precisions_scalings_and_skips_enter_as_in_the_energy() {
    DeepLinearNet net = DeepLinearNet.of(matrix(1), matrix(1)).withPrecisions(2, 3).withScalings(0.5, 2).withSkips(0,
        1);
    ClampedNet clamped = new ClampedNet(net, matrix(2), matrix(1));
    // min (z - 1)² + 3/2 (1 - 3z)²: 2(z - 1) - 9(1 - 3z) = 0 at z = 11/29
    assertEquals(Math.pow(18 / 29.0, 2) + 1.5 * Math.pow(4 / 29.0, 2), energy(clamped), 1e-15);
  }

  @Test
  void no_activities_have_a_lower_energy() {
    RandomStream random = RandomStream.of(3);
    for (int trial = 0; trial < 60; trial++) {
      ClampedNet clamped = trial % 2 == 0 ? RandomNets.any(random) : RandomNets.generalised(random);
      double least = energy(clamped);
      Activities z = Activities.zero(clamped.net(), clamped.samples());
      for (int l = 1; l <= z.layers(); l++) {
        DMatrixRMaj layer = z.layer(l);
        for (int k = 0; k < layer.data.length; k++) {
          layer.data[k] = random.nextGaussian();
        }
      }
      double there = PcEnergy.of(clamped.net(), clamped.x(), clamped.y()).evaluate(z).value();
      assertTrue(least <= there * (1 + 1e-9), () -> clamped + ": " + least + " above " + there);
    }
  }

  @Test
  void six_decades_are_resolved_where_double_precision_is_not_enough() {
    RandomStream random = RandomStream.of(4);
    for (int trial = 0; trial < 40; trial++) {
      assertTrue(RandomNets.any(random).equilibrium().resolved(), "trial " + trial);
    }
  }

  @Test
  void an_instance_is_written_in_one_line() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(2, 1, true, 1, -2.5)).withPrecisions(2);
    assertEquals("L=1, W(1)=[1; -2.5], gamma(1)=2, x=[0 3], y=[1 2; 3 4]",
        new ClampedNet(net, matrix(0, 3), new DMatrixRMaj(2, 2, true, 1, 2, 3, 4)).toString());
  }

  private static double energy(ClampedNet clamped) {
    return clamped.equilibrium().energy().toDouble();
  }

  private static DMatrixRMaj matrix(double... row) {
    return new DMatrixRMaj(1, row.length, true, row);
  }
}

package org.linnet.core.inference;

import org.linnet.core.energy.Activities;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.random.RandomStream;

/// Where inference starts.
public sealed interface ActivityInit {

  /// Writes the initial activities into `z`.
  void initialise(PcEnergy energy, Activities z);

  /// The activities at which inference on `energy` starts.
  default Activities of(PcEnergy energy) {
    Activities z = Activities.zero(energy.net().skeleton(), energy.samples());
    initialise(energy, z);
    return z;
  }

  /// The forward pass: all prediction errors but the last are zero.
  record Forward() implements ActivityInit {
    @Override
    public void initialise(PcEnergy energy, Activities z) {
      energy.forward(z);
    }
  }

  /// All activities zero.
  record Zero() implements ActivityInit {
    @Override
    public void initialise(PcEnergy energy, Activities z) {
      for (int l = 1; l <= z.layers(); l++) {
        z.layer(l).zero();
      }
    }
  }

  /// Independent Gaussian activities.
  ///
  /// @param deviation their standard deviation
  /// @param random where they come from; drawn from at every use
  record Normal(double deviation, RandomStream random) implements ActivityInit {
    public Normal {
      if (!(deviation >= 0) || !Double.isFinite(deviation)) {
        throw new IllegalArgumentException("deviation must be finite and not negative, got " + deviation);
      }
    }

    @Override
    public void initialise(PcEnergy energy, Activities z) {
      for (int l = 1; l <= z.layers(); l++) {
        double[] layer = z.layer(l).data;
        for (int k = 0; k < layer.length; k++) {
          layer[k] = deviation * random.nextGaussian();
        }
      }
    }
  }
}

package org.linnet.core.inference;

import org.linnet.core.net.DeepNet;

/// Where the free activities start.
public sealed interface ActivityInit {

  /// The forward pass: every error but the last vanishes.
  record Forward() implements ActivityInit {}

  /// All activities zero.
  record Zero() implements ActivityInit {}

  /// Independent Gaussian hidden activities, and 0 for a free output; a sample's depend on the seed, how many training
  /// steps came before, and its place in the batch.
  ///
  /// @param deviation their standard deviation
  /// @param seed of their random stream
  record Normal(double deviation, long seed) implements ActivityInit {
    public Normal {
      if (!(deviation >= 0) || !Double.isFinite(deviation)) {
        throw new IllegalArgumentException("deviation must be finite and not negative, got " + deviation);
      }
    }
  }

  /// The layers of a second network from the targets down, which learns to predict where inference ends (hybrid predictive
  /// coding): its layer `k` starts `z(L-k)`, and a free output starts at its target. In training it takes gradient steps on
  /// its own local errors `z*(L-k) - q(k)(z*(L-k+1))`, with the target for `z*(L)`, by the network's optimiser.
  ///
  /// @param net the network to start from, with widths `N(L), N(L-1), .., N(1)`, and `N(0)` behind it where the input is
  /// free
  record Amortised(DeepNet net) implements ActivityInit {}
}

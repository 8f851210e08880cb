package org.linnet.core.engine;

import java.util.Optional;
import org.linnet.core.energy.Loss;
import org.linnet.core.energy.Objective;

/// How a network is trained.
///
/// @param rule how a batch becomes a weight gradient
/// @param optimiser how it moves the weights
/// @param objective what is descended
/// @param rates factors of the learning rate; the same rate for all layers where empty
public record Training(Rule rule, Optimiser optimiser, Objective objective, Optional<LayerRates> rates) {
  /// With the squared error, input and output clamped, and one learning rate.
  public Training(Rule rule, Optimiser optimiser) {
    this(rule, optimiser, Objective.clamped(Loss.SQUARED_ERROR), Optional.empty());
  }

  public Training withObjective(Objective other) {
    return new Training(rule, optimiser, other, rates);
  }

  public Training withRates(LayerRates factors) {
    return new Training(rule, optimiser, objective, Optional.of(factors));
  }
}

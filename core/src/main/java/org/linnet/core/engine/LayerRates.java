package org.linnet.core.engine;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.linnet.core.init.Parameterisation;

/// Factors of the learning rate, layer by layer.
///
/// @param weights of `W(1), .., W(L)`
/// @param biases of `c(1), .., c(L)`
public record LayerRates(List<Double> weights, List<Double> biases) {
  public LayerRates {
    weights = List.copyOf(weights);
    biases = List.copyOf(biases);
    if (weights.size() != biases.size()) {
      throw new IllegalArgumentException("one factor per layer is needed for weights and biases, got " + weights.size()
          + " and " + biases.size());
    }
    for (List<Double> factors : List.of(weights, biases)) {
      for (double factor : factors) {
        if (!(factor >= 0) || !Double.isFinite(factor)) {
          throw new IllegalArgumentException("a rate factor must be finite and not negative, got " + factor);
        }
      }
    }
  }

  /// The factors that a parameterisation prescribes for a network of these widths `N(0), .., N(L)`.
  public static LayerRates of(Parameterisation parameterisation, int... widths) {
    List<Integer> layers = IntStream.range(1, widths.length).boxed().toList();
    return new LayerRates(layers.stream().map(l -> parameterisation.rate(l, widths)).toList(),
        layers.stream().map(l -> parameterisation.biasRate(l, widths)).toList());
  }

  /// The same rate for all `L` layers.
  public static LayerRates uniform(int L) {
    return new LayerRates(Collections.nCopies(L, 1.0), Collections.nCopies(L, 1.0));
  }
}

package org.linnet.core.engine;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.inference.Outcome;

/// Where inference ended for a batch.
///
/// @param activities `z(0), .., z(L)`, `N(l) x B`; clamped layers hold their data
/// @param energies each sample's energy
/// @param outcome how inference ended
public record Inferred(List<DMatrixRMaj> activities, List<Double> energies, Outcome outcome) {
  public Inferred {
    activities = List.copyOf(activities);
    energies = List.copyOf(energies);
  }

  /// The mean of the samples' energies.
  public double energy() {
    return energies.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /// `z(l)`, `l = 0..L`.
  public DMatrixRMaj activity(int l) {
    return activities.get(l);
  }
}

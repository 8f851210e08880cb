package org.linnet.figures.catalogue;

import java.util.List;
import org.linnet.figures.Figure;
import org.linnet.figures.innocenti.ConditionNumbers;
import org.linnet.figures.innocenti.EigenvalueHistograms;
import org.linnet.figures.innocenti.EigenvalueHistograms.Panels;
import org.linnet.figures.innocenti.EquilibratedEnergyDuringTraining;
import org.linnet.figures.innocenti.ExtremeEigenvalues;
import org.linnet.figures.linnet.ConditionAgainstDepth;

/// All figures, in the order of the papers, then Linnet's own.
public final class Catalogue {
  private static final List<Figure<?, ?>> ALL = List.of(new EquilibratedEnergyDuringTraining(),
      new ConditionNumbers(ConditionNumbers.Part.PLAIN), new ConditionNumbers(ConditionNumbers.Part.STABLE),
      new EigenvalueHistograms(Panels.DIAGONAL_BY_DEPTH), new EigenvalueHistograms(Panels.DIAGONAL_BY_WIDTH),
      new EigenvalueHistograms(Panels.COUPLING_BY_DEPTH), new EigenvalueHistograms(Panels.COUPLING_BY_WIDTH),
      new EigenvalueHistograms(Panels.HESSIAN_BY_DEPTH), new EigenvalueHistograms(Panels.HESSIAN_BY_WIDTH),
      new ExtremeEigenvalues(), new ConditionNumbers(ConditionNumbers.Part.SKIPS),
      new ConditionAgainstDepth());

  private Catalogue() {}

  public static List<Figure<?, ?>> all() {
    return ALL;
  }
}

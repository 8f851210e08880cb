package org.linnet.figures.catalogue;

import java.util.List;
import org.linnet.figures.Figure;
import org.linnet.figures.innocenti.ConditionNumbers;
import org.linnet.figures.innocenti.EquilibratedEnergyDuringTraining;

/// All figures, in the order of the papers.
public final class Catalogue {
  private static final List<Figure<?, ?>> ALL = List.of(new EquilibratedEnergyDuringTraining(),
      new ConditionNumbers(ConditionNumbers.Part.PLAIN), new ConditionNumbers(ConditionNumbers.Part.STABLE),
      new ConditionNumbers(ConditionNumbers.Part.SKIPS));

  private Catalogue() {}

  public static List<Figure<?, ?>> all() {
    return ALL;
  }
}

package org.linnet.verify.claims;

import java.util.List;
import org.linnet.verify.Claim;

/// All claims that have code. To add one: an entry in `claims.yaml`, a class here, a line below.
public final class Claims {
  private Claims() {}

  public static List<Claim<?, ?>> all() {
    return List.of(new EquilibratedEnergyIsRescaledMse());
  }
}

package org.linnet.rmt.dyson;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// The gaps of a support and so its bands.
///
/// **Why**: the part of the spectrum below a gap is quantised: it cannot change while the gap stays open, and is a whole
/// number of the layers' widths, `k nu` or `(k + 1) nu - nu(L)` where all hidden layers have the width `nu`. So the search looks
/// where the distribution function has these values. With different hidden widths there are too many of them, and it looks where
/// the distribution function is flat on a grid.
///
/// **Numerics**: gaps narrower than a relative 1e-6 are missed, with different hidden widths those narrower than the grid.
final class Gaps {
  private static final int GRID_PER_LAYER = 8;
  private static final int FINE_GRID = 2048;
  private static final double NARROWEST = 1e-6; // relative
  private static final double FLAT = 1e-7; // relative

  private final HessianEnsemble ensemble;
  private final Descent descent;
  private final EdgeSearch search;
  private final double size;
  private final double low;
  private final double high;
  private final TreeMap<Double, Double> below = new TreeMap<>(); // abscissa to the part of the spectrum below
  private final List<Band> bands = new ArrayList<>();
  private Edge from;
  private double level;

  private Gaps(HessianEnsemble ensemble, Edge lower, Edge upper) {
    this.ensemble = ensemble;
    descent = new Descent(ensemble);
    search = new EdgeSearch(ensemble);
    size = ensemble.size();
    low = lower.position() - ensemble.decay();
    high = upper.position() - ensemble.decay();
    from = lower;
  }

  /// The bands between these edges of the support.
  static List<Band> bands(HessianEnsemble ensemble, Edge lower, Edge upper) {
    Gaps gaps = new Gaps(ensemble, lower, upper);
    if (gaps.low > 0 && gaps.high > gaps.low * (1 + NARROWEST)) {
      boolean equal = ensemble.equalHiddenWidths();
      gaps.scan(equal ? GRID_PER_LAYER * ensemble.hiddenLayers() : FINE_GRID);
      if (equal) {
        gaps.atLevels();
      } else {
        gaps.whereFlat();
      }
    }
    gaps.bands.add(new Band(gaps.from, upper, (gaps.size - gaps.level) / gaps.size));
    return List.copyOf(gaps.bands);
  }

  private void scan(int points) {
    descent.descend(high, descent.heightAt(high));
    below.put(high, size);
    for (int k = points - 1; k > 0; k--) {
      below(low * Math.pow(high / low, (1 - Math.cos(Math.PI * k / points)) / 2));
    }
    below.put(low, 0.0);
  }

  private void atLevels() {
    double nu = ensemble.ratio(1);
    TreeSet<Double> levels = new TreeSet<>();
    for (int k = 1; k <= ensemble.hiddenLayers(); k++) {
      levels.add(k * nu);
      levels.add(k * nu - Math.min(nu, ensemble.outputRatio()));
    }
    for (double wanted : levels) {
      if (wanted > FLAT * size && wanted < size * (1 - FLAT)) {
        bisect(wanted);
      }
    }
  }

  private void bisect(double wanted) {
    double left = low;
    double right = high;
    for (var known : below.entrySet()) {
      if (known.getValue() < wanted - FLAT * size) {
        left = known.getKey();
      } else if (known.getValue() > wanted + FLAT * size) {
        right = known.getKey();
        break;
      }
    }
    while (right > left * (1 + NARROWEST)) {
      double x = Math.sqrt(left * right);
      double found = below(x);
      if (Math.abs(found - wanted) < FLAT * size && gap(x)) {
        return;
      }
      if (found < wanted) {
        left = x;
      } else {
        right = x;
      }
    }
  }

  private void whereFlat() {
    double previous = low;
    for (double x : List.copyOf(below.keySet())) {
      if (below.get(x) - below.get(previous) < FLAT * size && x > from.position() - ensemble.decay()) {
        below(x); // where the search for the gap's edges starts
        gap(x);
      }
      previous = x;
    }
  }

  private double below(double x) {
    descent.follow(x, descent.heightAt(x));
    double found = -descent.workspace().functionalIm() / Math.PI;
    below.put(x, found);
    return found;
  }

  /// Ends a band and begins the next, if `x` is in a gap.
  private boolean gap(double x) {
    if (!search.enter(x, descent.workspace()) || search.level() < level + FLAT * size
        || search.level() > size * (1 - FLAT)) {
      return false;
    }
    double reached = search.level();
    bands.add(new Band(from, search.fromGap(x, descent.workspace(), -1), (reached - level) / size));
    from = search.fromGap(x, descent.workspace(), 1);
    level = reached;
    return true;
  }
}

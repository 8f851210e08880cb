package org.linnet.core.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// What someone may have meant who typed an id that is not there.
public final class Nearest {
  private static final int SHOWN = 3;

  private Nearest() {}

  /// The three candidates of least edit distance to `typed`, regardless of case, nearest first.
  public static List<String> to(String typed, Collection<String> candidates) {
    String lower = typed.toLowerCase(Locale.ROOT);
    return candidates.stream()
        .sorted(Comparator.comparingInt(candidate -> distance(lower, candidate.toLowerCase(Locale.ROOT)))).limit(SHOWN)
        .toList();
  }

  /// `; did you mean NAME?` with the nearest candidate, if it is near enough to be meant, else nothing.
  static String question(String typed, Collection<String> candidates) {
    return to(typed, candidates).stream().limit(1)
        .filter(nearest -> distance(typed.toLowerCase(Locale.ROOT), nearest.toLowerCase(Locale.ROOT)) <= Math
            .max(2, typed.length() / 3) && nearest.length() > 2)
        .map(nearest -> "; did you mean " + nearest + "?").findFirst().orElse("");
  }

  /// The Levenshtein distance.
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}

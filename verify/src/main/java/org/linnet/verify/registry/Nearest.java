package org.linnet.verify.registry;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/// The known word that is most like a mistyped one.
final class Nearest {
  private Nearest() {}

  static String to(String word, Collection<String> known) {
    return known.stream().min(Comparator.comparingInt(candidate -> edits(word, candidate))).orElse("(none)");
  }

  /// The Levenshtein distance, regardless of case.
  private static int edits(String from, String to) {
    String a = from.toUpperCase(Locale.ROOT);
    String b = to.toUpperCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    java.util.Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}

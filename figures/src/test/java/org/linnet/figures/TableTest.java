package org.linnet.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// **Oracle**: a CSV reader written here, character by character from RFC 4180.
///
/// **If wrong**: the published data of every figure.
class TableTest {
  @Property(tries = 200)
  void readingTheCsvGivesTheSameNumbersAndStrings(@ForAll List<Double> numbers, @ForAll String text) {
    List<List<Object>> rows = numbers.stream().map(number -> List.<Object>of(number, text)).toList();
    List<List<String>> read = read(new Table(List.of("number", "te,xt"), rows).csv());
    assertEquals(List.of("number", "te,xt"), read.getFirst());
    assertEquals(numbers.size(), read.size() - 1);
    for (int i = 0; i < numbers.size(); i++) {
      assertEquals(numbers.get(i), Double.valueOf(read.get(i + 1).get(0)));
      assertEquals(text, read.get(i + 1).get(1));
    }
  }

  @Test
  void aRowOfAnotherLengthIsRefused() {
    assertEquals("a row must have 1 values, one per column, got [1, 2]", assertThrows(IllegalArgumentException.class,
        () -> new Table(List.of("a"), List.of(List.of(1, 2)))).getMessage());
  }

  private static List<List<String>> read(String csv) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < csv.length(); i++) {
      char c = csv.charAt(i);
      if (c == '"' && quoted && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ',' || c == '\n')) {
        row.add(field.toString());
        field.setLength(0);
        if (c == '\n') {
          rows.add(row);
          row = new ArrayList<>();
        }
      } else {
        field.append(c);
      }
    }
    return rows;
  }
}

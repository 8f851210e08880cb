package org.linnet.figures;

import java.util.List;
import java.util.stream.Collectors;

/// Tidy data: one row per observation, one column per variable.
///
/// @param columns the names of the variables
/// @param rows numbers and strings, one per column
public record Table(List<String> columns, List<List<Object>> rows) {
  public Table {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    for (List<Object> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException("a row must have " + columns.size() + " values, one per column, got " + row);
      }
    }
  }

  /// The table as CSV (RFC 4180, but with line feeds): numbers so that reading them gives the same double.
  public String csv() {
    StringBuilder csv = new StringBuilder(line(columns));
    rows.forEach(row -> csv.append(line(row)));
    return csv.toString();
  }

  private static String line(List<?> values) {
    return values.stream().map(value -> field(value.toString())).collect(Collectors.joining(",", "", "\n"));
  }

  private static String field(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}

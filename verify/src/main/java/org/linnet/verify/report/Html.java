package org.linnet.verify.report;

import java.util.Collection;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Pieces of HTML. LaTeX stands in `.tex` elements, which a script typesets when the page opens.
final class Html {
  private Html() {}

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }

  /// Prose with formulas between dollar signs.
  static String prose(String text) {
    String[] parts = text.split("\\$", -1);
    StringBuilder html = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      html.append(i % 2 == 0 ? escaped(parts[i]) : "<span class=\"tex\">" + escaped(parts[i]) + "</span>");
    }
    return html.toString();
  }

  static String display(String latex) {
    return "<div class=\"tex\">" + escaped(latex) + "</div>";
  }

  static String code(String text) {
    return "<code>" + escaped(text) + "</code>";
  }

  static <T> String each(Collection<T> all, Function<? super T, String> html) {
    return all.stream().map(html).collect(Collectors.joining("\n"));
  }

  static String row(String... cells) {
    return "<tr>" + each(java.util.List.of(cells), cell -> "<td>" + cell + "</td>") + "</tr>";
  }

  static String table(String head, String rows) {
    String cells = each(java.util.List.of(head.split("\\|", -1)), cell -> "<th scope=\"col\">" + cell + "</th>");
    return "<div class=\"wide\"><table><thead><tr>" + cells + "</tr></thead><tbody>" + rows + "</tbody></table></div>";
  }

  /// An integer with thin spaces between thousands.
  static String count(long n) {
    return String.format(java.util.Locale.ROOT, "%,d", n).replace(",", "&#8239;");
  }

  /// A number with two significant digits; powers of ten as exponents.
  static String number(double value) {
    if (value == 0) {
      return "0";
    }
    if (value >= 0.01 && value < 1000) {
      return String.format(java.util.Locale.ROOT, "%.2g", value);
    }
    String[] parts = String.format(java.util.Locale.ROOT, "%.1e", value).split("e", -1);
    return parts[0] + "&#8239;&times;&#8239;10<sup>" + Integer.parseInt(parts[1]) + "</sup>";
  }
}

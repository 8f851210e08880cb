package org.linnet.verify.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// KaTeX from its webjar, with the fonts inlined, so that a page that holds it needs nothing else.
final class Katex {
  private static final Pattern SOURCES = Pattern.compile("src:url\\((fonts/[^)]+\\.woff2)\\)[^;}]*");

  private Katex() {}

  /// The notice that copies must carry.
  static String licence() {
    return text(webjar() + "LICENSE").replace("--", "- -");
  }

  static String script() {
    return text(dist() + "katex.min.js").replace("</script", "<\\/script");
  }

  static String style() {
    return SOURCES.matcher(text(dist() + "katex.min.css"))
        .replaceAll(found -> Matcher.quoteReplacement("src:url(data:font/woff2;base64,"
            + Base64.getEncoder().encodeToString(bytes(dist() + found.group(1))) + ") format(\"woff2\")"));
  }

  /// A resource on the class path as text.
  static String text(String resource) {
    return new String(bytes(resource), StandardCharsets.UTF_8);
  }

  private static String dist() {
    return webjar() + "dist/";
  }

  private static String webjar() {
    Properties pom = new Properties();
    try (InputStream in = Katex.class.getResourceAsStream("/META-INF/maven/org.webjars.npm/katex/pom.properties")) {
      pom.load(in);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return "/META-INF/resources/webjars/katex/" + pom.getProperty("version") + "/";
  }

  private static byte[] bytes(String resource) {
    try (InputStream in = Katex.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the class path lacks " + resource);
      }
      return in.readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}

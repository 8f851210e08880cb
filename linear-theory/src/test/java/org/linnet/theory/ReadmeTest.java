package org.linnet.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// **Oracle**: README's own words: its examples in Java compile, run and print what it says.
class ReadmeTest {
  private static final List<String> IMPORTS = List.of("org.ejml.data.DMatrixRMaj", "org.linnet.core.data.*",
      "org.linnet.core.engine.*", "org.linnet.core.inference.*", "org.linnet.core.init.*", "org.linnet.core.net.*",
      "org.linnet.core.random.*", "org.linnet.theory.equilibrium.*", "org.linnet.theory.hessian.*",
      "org.linnet.theory.saddle.*", "org.linnet.theory.saddle.CriticalPoint.Tolerance", "org.linnet.theory.scaling.*");

  /// The second example goes on where the first ends.
  @Test
  void itsExamplesRunAndPrintWhatTheySay(@TempDir Path folder) throws Exception {
    String readme = Files.readString(Path.of("../README.md"));
    List<String> code = blocks(readme, "java");
    assertEquals(2, code.size());
    Path source = folder.resolve("Example.java");
    StringBuilder text = new StringBuilder();
    IMPORTS.forEach(name -> text.append("import ").append(name).append(";\n"));
    text.append("public class Example {\n  public static void run() {\n").append(String.join("", code))
        .append("  }\n}\n");
    Files.writeString(source, text);
    compile(source, folder);
    assertEquals(String.join("", blocks(readme, "text").subList(0, 2)).strip(), output(folder).strip());
  }

  private static List<String> blocks(String readme, String language) {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(readme).results()
        .map(block -> block.group(1)).toList();
  }

  private static void compile(Path source, Path folder) throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean compiled = compiler.getTask(messages, files, null, List.of("-d", folder.toString(), "-proc:none"), null,
          files.getJavaFileObjects(source)).call();
      assertTrue(compiled, messages.toString());
    }
  }

  private static String output(Path folder) throws Exception {
    PrintStream console = System.out;
    Locale.setDefault(Locale.ROOT);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader = new URLClassLoader(new URL[]{folder.toUri().toURL()});
        PrintStream capture = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(capture);
      loader.loadClass("Example").getMethod("run").invoke(null);
    } finally {
      System.setOut(console);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}

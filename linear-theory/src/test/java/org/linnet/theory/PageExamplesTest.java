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

/// **Oracle**: the pages' own words: their examples in Java compile, run and print what the pages say. Each example goes on where the
/// one before ends.
class PageExamplesTest {
  @TempDir
  private Path folder;

  @Test
  void thoseOfTheReadmeRunAndPrintWhatItSays() throws Exception {
    String page = Files.readString(Path.of("../README.md"));
    compile(page, 2, "org.ejml.data.DMatrixRMaj", "org.linnet.core.data.*", "org.linnet.core.engine.*",
        "org.linnet.core.inference.*", "org.linnet.core.init.*", "org.linnet.core.net.*", "org.linnet.core.random.*",
        "org.linnet.theory.equilibrium.*", "org.linnet.theory.hessian.*", "org.linnet.theory.saddle.*",
        "org.linnet.theory.saddle.CriticalPoint.Tolerance", "org.linnet.theory.scaling.*");
    assertEquals(String.join("", blocks(page, "text").subList(0, 2)), output());
  }

  @Test
  void thoseOfTheTrainingPageRunAndPrintWhatItSays() throws Exception {
    String page = Files.readString(Path.of("../docs/training.md"));
    compile(page, 3, "java.util.List", "java.util.Optional", "org.ejml.data.DMatrixRMaj",
        "org.ejml.dense.row.CommonOps_DDRM", "org.ejml.dense.row.NormOps_DDRM", "org.linnet.core.data.*",
        "org.linnet.core.device.*", "org.linnet.core.energy.*", "org.linnet.core.engine.*",
        "org.linnet.core.inference.*", "org.linnet.core.init.*", "org.linnet.core.net.*", "org.linnet.core.random.*",
        "org.linnet.core.train.*");
    assertEquals(String.join("", blocks(page, "text")), output());
  }

  private static List<String> blocks(String page, String language) {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(page).results()
        .map(block -> block.group(1)).toList();
  }

  /// Compiles the page's examples, of which there are this many, as one method.
  private void compile(String page, int examples, String... imports) throws Exception {
    List<String> code = blocks(page, "java");
    assertEquals(examples, code.size());
    StringBuilder text = new StringBuilder();
    for (String name : imports) {
      text.append("import ").append(name).append(";\n");
    }
    text.append("public class Example {\n  public static void run() throws Exception {\n").append(String.join("", code))
        .append("  }\n}\n");
    Path source = Files.writeString(folder.resolve("Example.java"), text);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean compiled = compiler.getTask(messages, files, null, List.of("-d", folder.toString(), "-proc:none"), null,
          files.getJavaFileObjects(source)).call();
      assertTrue(compiled, messages.toString());
    }
  }

  private String output() throws Exception {
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
    return printed.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
  }
}

package org.linnet.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A program of this class path in a process of its own, in the same Java.
public final class JavaProcess {
  private JavaProcess() {}

  /// What starts `program` with these flags of the virtual machine and these arguments.
  public static ProcessBuilder of(Class<?> program, List<String> flags, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  /// The standard output of `program`, which must end with exit code 0.
  public static List<String> output(Class<?> program, List<String> flags, String... arguments)
      throws IOException, InterruptedException {
    Process process = of(program, flags, List.of(arguments)).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("exit code " + process.exitValue() + " after " + output);
    }
    return output.lines().toList();
  }
}

package org.linnet.core.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.linnet.core.output.Installation;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/// The `linnet` command line: finds every module's [LinnetCommand] at run time.
@Command(name = "linnet", mixinStandardHelpOptions = true, versionProvider = Linnet.Version.class, description = "Verifies, reproduces and teaches the theory of learning without backpropagation.", synopsisSubcommandLabel = "COMMAND", footer = {
    "",
    "Exit codes: 0 done; 1 a check failed; 2 wrong usage or input; 70 a defect of Linnet.",
    "'linnet COMMAND --help' explains a command."})
public final class Linnet implements Runnable {
  @Option(names = "--stacktrace", scope = ScopeType.INHERIT, description = "Print the stack trace of an error.")
  private boolean stacktrace;

  @CommandLine.Spec
  private CommandSpec spec;

  /// Runs one command line and ends the process with its exit code.
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // numbers look the same everywhere
    StandardOutput stream = new StandardOutput();
    PrintWriter out = new PrintWriter(stream, true, System.out.charset());
    PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
    int exit = run(out, err, arguments);
    out.flush();
    System.exit(exit == ExitCode.OK ? stream.exit(err) : exit);
  }

  /// Runs one command line and returns its exit code.
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    Linnet linnet = new Linnet();
    CommandLine line = new CommandLine(linnet).setOut(out).setErr(err).setCaseInsensitiveEnumValuesAllowed(true);
    ServiceLoader.load(LinnetCommand.class).stream().map(ServiceLoader.Provider::get).map(CommandLine::new)
        .sorted(Comparator.comparing(CommandLine::getCommandName))
        .forEach(command -> line.addSubcommand(command.getCommandName(), command));
    line.setOut(out).setErr(err).setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((wrong, _) -> badInput(wrong.getCommandLine().getErr(), wrong(wrong),
        wrong.getCommandLine().getCommandSpec().qualifiedName()));
    line.setExecutionExceptionHandler((failure, command, _) -> linnet.failed(failure, command));
    return line.execute(arguments);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(),
        "a command is missing: one of " + String.join(", ", spec.subcommands().keySet()));
  }

  private int failed(Exception failure, CommandLine command) {
    boolean badInput = failure instanceof IllegalArgumentException || failure instanceof IOException
        || failure instanceof UncheckedIOException;
    if (stacktrace || !badInput) {
      failure.printStackTrace(command.getErr());
    }
    if (!badInput) {
      return ExitCode.INTERNAL;
    }
    return badInput(command.getErr(), oneLine(failure), null);
  }

  private static int badInput(PrintWriter err, String message, String helpFor) {
    err.println("linnet: " + message + (helpFor == null ? "" : " (see '" + helpFor + " --help')"));
    err.flush();
    return ExitCode.BAD_INPUT;
  }

  /// What is wrong with an argument, and what may have been meant.
  private static String wrong(ParameterException wrong) {
    ArgSpec argument = wrong.getArgSpec();
    if (wrong instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      return unknown(unmatched.getUnmatched().getFirst(), unmatched.getCommandLine().getCommandSpec());
    }
    if (argument instanceof OptionSpec option && wrong.getValue() != null && argument.auxiliaryTypes()[0].isEnum()) {
      List<String> names = Stream.of(argument.auxiliaryTypes()[0].getEnumConstants())
          .map(constant -> constant.toString().toLowerCase(Locale.ROOT)).toList();
      return option.longestName() + " must be one of " + String.join(", ", names) + ", got '" + wrong.getValue() + "'"
          + Nearest.question(wrong.getValue(), names);
    }
    return oneLine(wrong);
  }

  private static String unknown(String typed, CommandSpec spec) {
    if (typed.startsWith("-")) {
      String name = typed.replaceFirst("=.*", "");
      return "no option is named '" + name + "'" + Nearest.question(name,
          spec.options().stream().flatMap(option -> Stream.of(option.names())).toList());
    }
    return spec.subcommands().isEmpty()
        ? "'" + spec.qualifiedName() + "' takes no argument '" + typed + "'"
        : "no command is named '" + typed + "'" + Nearest.question(typed, spec.subcommands().keySet());
  }

  private static String oneLine(Exception failure) {
    Throwable said = failure instanceof UncheckedIOException ? failure.getCause() : failure;
    String message = said.getMessage() == null ? said.getClass().getSimpleName() : said.getMessage();
    String prefix = switch (said) {
      case java.nio.file.NoSuchFileException _ -> "no such file: ";
      case java.nio.file.AccessDeniedException _ -> "not permitted: ";
      case java.nio.file.NotDirectoryException _ -> "not a directory: ";
      case java.nio.file.FileAlreadyExistsException _ -> "in the way: ";
      default -> "";
    };
    return prefix + message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  /// What `--version` prints.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[]{"linnet " + Installation.currentVersion()};
    }
  }
}

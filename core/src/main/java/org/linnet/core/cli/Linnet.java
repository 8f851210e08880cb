package org.linnet.core.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.Locale;
import java.util.ServiceLoader;
import org.linnet.core.output.Installation;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The `linnet` command line: finds every module's [LinnetCommand] at run time.
@Command(name = "linnet", mixinStandardHelpOptions = true, versionProvider = Linnet.Version.class, description = "Verifies, reproduces and teaches the theory of learning without backpropagation.", synopsisSubcommandLabel = "COMMAND", footer = {
    "",
    "Exit codes: 0 done; 1 a check failed; 2 wrong usage or input; 70 a defect of Linnet.",
    "'linnet COMMAND --help' explains a command."})
public final class Linnet implements Runnable {
  @Option(names = "--stacktrace", scope = ScopeType.INHERIT, description = "Print the stack trace of an error.")
  private boolean stacktrace;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  /// Runs one command line and ends the process with its exit code.
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // numbers look the same everywhere
    System.exit(run(new PrintWriter(System.out, true, System.out.charset()),
        new PrintWriter(System.err, true, System.err.charset()), arguments));
  }

  /// Runs one command line and returns its exit code.
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    Linnet linnet = new Linnet();
    CommandLine line = new CommandLine(linnet).setOut(out).setErr(err).setCaseInsensitiveEnumValuesAllowed(true);
    ServiceLoader.load(LinnetCommand.class).stream().map(ServiceLoader.Provider::get).map(CommandLine::new)
        .sorted(Comparator.comparing(CommandLine::getCommandName))
        .forEach(command -> line.addSubcommand(command.getCommandName(), command));
    line.setOut(out).setErr(err).setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((wrong, _) -> badInput(wrong.getCommandLine().getErr(), oneLine(wrong),
        wrong.getCommandLine().getCommandSpec().qualifiedName()));
    line.setExecutionExceptionHandler((failure, command, _) -> linnet.failed(failure, command));
    return line.execute(arguments);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(),
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

package org.linnet.core.cli;

/// What the exit codes of `linnet` mean.
public final class ExitCode {
  /// All was done, and every check passed.
  public static final int OK = 0;
  /// The command ran to its end, but a check failed: a verdict, an assertion, a training run that diverged.
  public static final int CHECK_FAILED = 1;
  /// Wrong usage or input: an unknown id, an unreadable path, an impossible size.
  public static final int BAD_INPUT = 2;
  /// The command was told to end (Ctrl-C) and did so in order.
  public static final int INTERRUPTED = 130;
  /// A defect of Linnet: the stack trace is printed.
  public static final int INTERNAL = 70;

  private ExitCode() {}
}

package org.linnet.core.cli;

import java.util.concurrent.Callable;

/// A subcommand of `linnet`. A module brings its own: a class annotated with picocli's `@Command`, with a public no-arg
/// constructor, named in `META-INF/services/org.linnet.core.cli.LinnetCommand`.
///
/// `call` returns one of [ExitCode]'s values. For bad input it throws [IllegalArgumentException] or
/// [java.io.IOException] with one sentence that names what is wrong: [Linnet] prints that line and exits with 2.
public interface LinnetCommand extends Callable<Integer> {}

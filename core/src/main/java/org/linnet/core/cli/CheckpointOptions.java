package org.linnet.core.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.linnet.core.train.Checkpoint;
import org.linnet.core.train.JsonLines;
import org.linnet.core.train.Span;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/// What a run leaves behind, and what it goes on from.
final class CheckpointOptions {
  static final String HEADING = "%nCheckpoint and log:%n";

  @Option(names = "--checkpoint", paramLabel = "FILE", description = "Keep the run's state in FILE, to resume from; also written on Ctrl-C.")
  private Path checkpoint;

  @Option(names = "--checkpoint-every", paramLabel = "SPAN", converter = TrainingOptions.ToSpan.class, description = "Write it this often: 2 (epochs), 2epochs or 500steps.")
  private Span every = new Span.Epochs(1);

  @Option(names = "--resume", showDefaultValue = Visibility.NEVER, description = "Go on from the checkpoint. Give the same options again; the run may be made longer.")
  private boolean resume;

  @Option(names = "--log", paramLabel = "FILE", description = "Write each evaluation to FILE, as a line of JSON.")
  private Path log;

  boolean resumes() {
    if (checkpoint != null && log != null
        && checkpoint.toAbsolutePath().normalize().equals(log.toAbsolutePath().normalize())) {
      throw new IllegalArgumentException("--checkpoint and --log need a file each, got " + log + " for both");
    }
    if (resume && checkpoint == null) {
      throw new IllegalArgumentException("--resume needs --checkpoint FILE, the file to resume from");
    }
    return resume;
  }

  Optional<Checkpoint> checkpoint(Map<String, String> run) {
    return Optional.ofNullable(checkpoint).map(file -> Checkpoint.of(file, every, run));
  }

  Optional<JsonLines> log(Map<String, String> run) {
    return Optional.ofNullable(log).map(file -> JsonLines.to(file, run));
  }

  boolean keepsCheckpoint() {
    return checkpoint != null;
  }
}

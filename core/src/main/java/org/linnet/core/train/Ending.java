package org.linnet.core.train;

/// How a training run ended.
public sealed interface Ending {
  /// The steps taken.
  long step();

  /// All planned steps were taken.
  record Completed(long step) implements Ending {}

  /// The plan's early stop was met.
  record StoppedEarly(long step, String reason) implements Ending {}

  /// Somebody called [Trainer#stop()].
  record Interrupted(long step) implements Ending {}

  /// The checkpoint could not be written, for instance to a full disk; the last one, of an earlier step, is kept.
  record NotSaved(long step, String reason) implements Ending {}

  /// A number was no longer finite. The checkpoint, where there is one, is of an earlier step.
  ///
  /// @param step at which it was seen; where it is the energy, this step did not move the weights, but by iPC before it was seen
  /// @param epoch that the step belongs to, 1, 2, ..
  /// @param quantity `energy` or `loss`
  record Diverged(long step, long epoch, String quantity) implements Ending {
    /// What to try next.
    public String advice() {
      return "the " + quantity + " is no longer finite at step " + step
          + ": try a smaller step size of inference (below 2 / largest curvature) or a smaller learning rate";
    }
  }
}

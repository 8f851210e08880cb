package org.linnet.core.train;

/// Is told how a run goes, on the thread that trains. What a listener throws ends the run.
public interface Listener {
  /// A run starts that is `steps` long.
  default void onStart(long steps) {}

  /// A run goes on after `step` of its `steps`.
  default void onResume(long step, long steps) {}

  /// A step was taken on a batch with this mean energy (backpropagation: loss), before the weights moved.
  default void onStep(long step, double energy) {}

  default void onEvaluation(Report report) {}

  default void onEnd(Ending ending) {}
}

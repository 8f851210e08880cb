package org.linnet.core.train;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// What a training run does, apart from how a step is taken.
///
/// @param length how long to train
/// @param batch samples per step
/// @param seed of the order of samples, which is a function of seed and epoch alone
/// @param evaluation the distance of evaluations; there is one before the first step and one after the last in any case
/// @param earlyStop when to end before that
/// @param metrics what to measure at evaluations beside loss and accuracy
public record TrainingPlan(Span length, int batch, long seed, Span evaluation, EarlyStop earlyStop,
    Set<Metric> metrics) {
  public TrainingPlan {
    if (batch < 1) {
      throw new IllegalArgumentException("a batch needs at least 1 sample, got " + batch);
    }
    EnumSet<Metric> inOrder = EnumSet.noneOf(Metric.class);
    inOrder.addAll(metrics);
    metrics = Collections.unmodifiableSet(inOrder);
  }

  /// The plan with an evaluation after each epoch, no early stop and no metrics.
  public static TrainingPlan of(Span length, int batch, long seed) {
    return new TrainingPlan(length, batch, seed, new Span.Epochs(1), new EarlyStop.Never(), Set.of());
  }
}

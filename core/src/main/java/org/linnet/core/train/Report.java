package org.linnet.core.train;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// What an evaluation found.
///
/// @param step the steps taken so far
/// @param epoch the same in passes over the training set
/// @param energy the mean of the steps' energies since the last evaluation, each before its step moved the weights; empty
///     before the first step
/// @param raised how many of those steps had an inference that raised the energy: its steps were too large
///     ([org.linnet.core.engine.Engine#hasRaisedEnergy])
/// @param evaluation on the held-out samples
/// @param metrics those of the plan, in their order
public record Report(long step, double epoch, OptionalDouble energy, long raised, Evaluation evaluation,
    Map<Metric, List<Double>> metrics) {}

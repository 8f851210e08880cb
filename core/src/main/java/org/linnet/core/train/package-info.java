/// Training: an engine, batch after batch, by a plan.
///
/// Start with [org.linnet.core.train.Trainer]:
///
/// ```java
/// TrainingPlan plan = TrainingPlan.of(new Span.Epochs(5), 64, seed);
/// Ending ending = new Trainer(engine, data.train(), data.test(), plan, Optional.empty(), List.of(listener)).run();
/// ```
///
/// The order of samples is a function of seed and epoch alone, so a position in a run is the number of its step. With the
/// engine's state and a few sums that is all of a [org.linnet.core.train.Checkpoint], and a run that was killed and resumed
/// has the bits of one that was not. [org.linnet.core.train.Listener]s see steps and evaluations; [org.linnet.core.train.JsonLines]
/// writes them to a file. How a run ended is a value, [org.linnet.core.train.Ending]; divergence is one of them.
package org.linnet.core.train;

/// The trainer: predictive coding in its variants, and backpropagation, on a device.
///
/// Start with [org.linnet.core.engine.Engine]; what it is told is a [org.linnet.core.engine.Training]. From the inside out:
///
/// - `Chunk` holds the activities of a few samples and knows the energy: predictions, errors, what errors pull at;
/// - `Dynamics` and `Flow` move them, by [org.linnet.core.inference.Solver] and [org.linnet.core.inference.Schedule];
/// - `Parameters` holds the weights and moves them by an [org.linnet.core.engine.Optimiser];
/// - `Engine` cuts a batch into chunks and lets its `Workers` run through them and then through the layers.
///
/// Each chunk runs its whole inference on one thread, because samples do not depend on each other, and the layers' weight
/// gradients then sum over the chunks in their order. So the bits do not depend on the number of threads. A new learning rule
/// is a record of [org.linnet.core.engine.Rule], a branch where the engine infers, and what it leaves in the chunks' errors.
package org.linnet.core.engine;

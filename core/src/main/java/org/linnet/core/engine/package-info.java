/// The trainer: predictive coding and backpropagation on a device.
///
/// Start with [org.linnet.core.engine.Engine]. A batch is cut into chunks of as many samples as a register tile is wide;
/// each chunk runs its whole inference on one thread, because samples do not depend on each other, and the layers'
/// weight gradients then sum over the chunks in their order. So the bits do not depend on the number of threads.
package org.linnet.core.engine;

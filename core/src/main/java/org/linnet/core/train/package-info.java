/// Training: inference on the activities, then a step of the weights, batch after batch.
///
/// Start with [org.linnet.core.train.PcTraining].
package org.linnet.core.train;

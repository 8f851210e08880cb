/// Devices: where the trainer's numbers live and where its products are computed.
///
/// Start with [org.linnet.core.device.Device]. A matrix holds one sample per column and lies row by row, its rows padded
/// to whole vector registers, so that no kernel has an edge to treat. Padding never enters a real number.
/// Weights, which stand on the left of many products between two changes, are prepared for them as an [org.linnet.core.device.Factor].
package org.linnet.core.device;

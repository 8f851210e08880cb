/// Parameterisations: how networks are scaled, drawn at random and trained, as functions of width and depth.
///
/// Start with [org.linnet.core.init.Parameterisation]; its class table lists them. A trainer draws the network, whose scalings,
/// skips and precisions are then set, and moves `W(l)` at the base rate times
/// [rate][org.linnet.core.init.Parameterisation#rate]; [org.linnet.core.init.Descent] says for which optimiser such factors
/// are made.
package org.linnet.core.init;

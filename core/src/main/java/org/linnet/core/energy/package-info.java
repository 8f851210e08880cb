/// The predictive coding energy and its gradients. Start with [org.linnet.core.energy.PcEnergy], and with
/// [org.linnet.core.energy.Objective] for all that the engine can descend.
///
/// Symbols: `z(l)` activities, `p(l)` predictions, `e(l)` prediction errors, `F` energy, `B` samples, `gamma(l)` precisions.
package org.linnet.core.energy;

/// The predictive coding energy and its gradients. Start with [org.linnet.core.energy.PcEnergy].
///
/// Symbols: `z(l)` activities, `e(l)` prediction errors, `F` energy, `B` samples, `gamma(l)` precisions.
package org.linnet.core.energy;

/// The energy rescaling `S` of randomly drawn networks, and how far predictive coding starts from backpropagation.
///
/// Start with [org.linnet.rmt.rescaling.ExpectedRescaling], the mean of `S`;
/// [org.linnet.rmt.rescaling.RescalingMoments] adds the fluctuation and bounds on the energy,
/// [org.linnet.rmt.rescaling.LossOverEnergy] the ratio of loss and energy for one sample,
/// [org.linnet.rmt.rescaling.MuPcLimit] the limit of wide networks in the muPC parameterisation. Symbols: `A(l)` layer maps,
/// `P(l) = A(L) .. A(l)`, `S = I + sum_(l=2..L) P(l) P(l)ᵀ`, `s` its mean, `r = L/N` depth over width.
package org.linnet.rmt.rescaling;

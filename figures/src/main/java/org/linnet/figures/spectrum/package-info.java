/// Spectra of activity Hessians, exact and sampled, as `linnet spectrum` and the figures draw them.
///
/// Start with [org.linnet.figures.spectrum.Study]; [org.linnet.figures.spectrum.Family] names the networks.
package org.linnet.figures.spectrum;

/// The spectrum of the activity Hessian of random linear networks at initialisation, in the limit of wide layers: edges,
/// condition number, distribution function, density, bands and log-determinant at any depth.
///
/// Start with [org.linnet.rmt.dyson.LimitSpectrum], made from a [org.linnet.rmt.dyson.HessianEnsemble];
/// [org.linnet.rmt.dyson.GradientDescent] says what the spectrum means for inference,
/// [org.linnet.rmt.dyson.DysonEquation] has the equation itself. Symbols: `N` the hidden width to measure by, `H = L - 1` hidden
/// layers, `s(l)`, `nu(l)`, `tau(l)`, `gamma(l)` strengths, width ratios, skips and precisions, `z = lambda + i height`,
/// `g(l)`, `h(l)` block traces of the resolvent, `C` and `(C N)^(-2/3)` amplitude and Tracy-Widom scale of an edge.
package org.linnet.rmt.dyson;

package org.linnet.rmt.dyson;

/// A limit spectrum at one point.
///
/// @param lambda the point
/// @param distribution the fraction of eigenvalues below
/// @param density the density of eigenvalues
public record SpectralPoint(double lambda, Estimate distribution, Estimate density) {}

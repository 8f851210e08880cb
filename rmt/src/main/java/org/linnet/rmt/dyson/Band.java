package org.linnet.rmt.dyson;

/// A part of the support between two gaps; an isolated atom where both edges are abrupt at one position.
///
/// @param lower where it begins
/// @param upper where it ends
/// @param mass the fraction of all eigenvalues in it
public record Band(Edge lower, Edge upper, double mass) {}

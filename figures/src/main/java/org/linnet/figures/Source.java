package org.linnet.figures;

/// A place in a paper.
///
/// @param paper the paper's BibTeX key
/// @param item such as `Figure 4.1`
public record Source(String paper, String item) {}

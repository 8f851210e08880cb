package org.linnet.verify.registry;

/// A source of claims.
///
/// @param key BibTeX key
/// @param citation author, title, place and year in one line
public record Paper(String key, String citation) {}

package org.linnet.verify.registry;

import java.util.List;
import java.util.Map;
import org.linnet.verify.Kind;
import org.linnet.verify.Verdict;

/// The words of one claim. Formulas are LaTeX; prose may hold formulas between dollar signs.
///
/// @param id `INN-4.5`
/// @param paper BibTeX key
/// @param item place in the paper: `Theorem 3.1, Eq. 4.5`
/// @param printed the statement as printed
/// @param assumptions what the paper assumes there
/// @param corrected the corrected statement, or null
/// @param expected the verdict that the evidence must reproduce
/// @param reason why an open claim cannot be decided here; null otherwise
/// @param oracle how it is checked
/// @param mutants planted defects, name to one line
/// @param dropped broken assumptions, name to one line
public record Entry(String id, String paper, String item, String title, Kind kind, String printed,
    List<String> assumptions, String corrected, Verdict expected, String reason, String oracle,
    Map<String, String> mutants, Map<String, String> dropped) {}

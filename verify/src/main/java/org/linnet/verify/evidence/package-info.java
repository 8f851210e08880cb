/// Confronts claims with random instances, planted mutants and broken assumptions.
/// Start with [org.linnet.verify.evidence.Engine]; what it finds is an [org.linnet.verify.evidence.Evidence].
package org.linnet.verify.evidence;

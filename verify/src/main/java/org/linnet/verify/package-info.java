/// Claims and what is known about them: the types that the registry, the evidence and the reports share.
///
/// Start with [org.linnet.verify.Claim]. A claim is a statement that a paper prints. Its words stand in the registry
/// ([org.linnet.verify.registry]), its executable part is one class in [org.linnet.verify.claims], and the two are checked
/// against each other. [org.linnet.verify.evidence] confronts it with random instances and an independent oracle.
package org.linnet.verify;

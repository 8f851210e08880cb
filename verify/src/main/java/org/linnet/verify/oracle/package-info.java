/// Independent routes to what the claims speak about, slow and precise, and the instances they are asked about.
///
/// Nothing here uses the closed forms of linear-theory. Start with [org.linnet.verify.oracle.ClampedNet] and
/// [org.linnet.verify.oracle.Equilibrium].
package org.linnet.verify.oracle;

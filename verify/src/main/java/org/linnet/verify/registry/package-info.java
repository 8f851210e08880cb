/// The ledger of claims: what the papers print and what is known about it, as data.
/// Start with [org.linnet.verify.registry.Registry].
package org.linnet.verify.registry;

/// Structured linear algebra that EJML does not have.
package org.linnet.core.linalg;

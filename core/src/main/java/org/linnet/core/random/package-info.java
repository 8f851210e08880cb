/// Seeded randomness that is the same on every platform.
package org.linnet.core.random;

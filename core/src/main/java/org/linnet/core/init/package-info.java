/// Parameterisations: how networks are scaled and drawn at random. Start with [org.linnet.core.init.Parameterisation].
package org.linnet.core.init;

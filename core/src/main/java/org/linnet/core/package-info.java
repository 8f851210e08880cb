/// Linnet core: networks, energies, inference, data, training and the command line. It depends on no other module.
///
/// Start with [org.linnet.core.net.DeepLinearNet], the value that every closed form takes, and
/// [org.linnet.core.energy.PcEnergy], the energy that every experiment descends. Matrices hold one sample per column.
package org.linnet.core;

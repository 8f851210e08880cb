/// The command `linnet figures`.
package org.linnet.figures.cli;

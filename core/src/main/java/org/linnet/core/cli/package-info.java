/// The `linnet` command line and what its commands share.
package org.linnet.core.cli;

/// Linnet.
package org.linnet.verify;

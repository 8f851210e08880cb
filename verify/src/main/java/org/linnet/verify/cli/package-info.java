/// The commands `linnet claims` and `linnet verify`.
package org.linnet.verify.cli;

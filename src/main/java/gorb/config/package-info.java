/** The command line and, later, the file: one record of settings, all problems reported at once. */
@NullMarked
package gorb.config;

import org.jspecify.annotations.NullMarked;

/**
 * The command line and the configuration file: one record of settings and the services that the file wants, all
 * problems reported at once, those of a file with their places. A file of any format becomes one located tree, which the
 * readers of settings and of intent read.
 */
@NullMarked
package gorb.config;

import org.jspecify.annotations.NullMarked;

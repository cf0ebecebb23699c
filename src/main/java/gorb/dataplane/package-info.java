/** The port to what carries traffic: tables, the steps that change them, and what a data plane may answer. */
@NullMarked
package gorb.dataplane;

import org.jspecify.annotations.NullMarked;

/** The single-writer loop: events fold into intent and health, a projection says what is wanted, a plan gets there. */
@NullMarked
package gorb.control;

import org.jspecify.annotations.NullMarked;

/** The rules of ipvsadm(8) as text: read as a document, written from intent. */
@NullMarked
package gorb.ipvsadm;

import org.jspecify.annotations.NullMarked;

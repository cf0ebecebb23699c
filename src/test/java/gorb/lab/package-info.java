/**
 * What kernel tests stand on: programs, network namespaces, a small network with traffic, and {@code ipvsadm} as
 * a witness that shares no code with this project. How the lab is run: docs/lab.md.
 */
@NullMarked
package gorb.lab;

import org.jspecify.annotations.NullMarked;

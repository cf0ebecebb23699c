/**
 * The C library calls that Java has no API for, by the foreign function API (JEP 454): the only package that needs native
 * access, {@code --enable-native-access=ALL-UNNAMED}.
 */
@NullMarked
package gorb.ffm;

import org.jspecify.annotations.NullMarked;

/** What the service manager that started this process is told: sd_notify(3). */
@NullMarked
package gorb.systemd;

import org.jspecify.annotations.NullMarked;

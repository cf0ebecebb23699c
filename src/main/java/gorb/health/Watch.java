package gorb.health;

import gorb.model.HealthCheck;
import gorb.model.ServerHealth;

/**
 * A check that shall run.
 *
 * @param check what is asked, and when
 * @param initial the health to start from; of no effect while its key is watched already
 */
public record Watch(HealthCheck check, ServerHealth initial) {}

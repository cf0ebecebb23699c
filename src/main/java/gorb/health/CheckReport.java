package gorb.health;

import gorb.model.HealthCheck;
import gorb.model.ServerHealth;
import java.time.Duration;

/**
 * The end of one check.
 *
 * @param key whose check it was
 * @param check its settings
 * @param result what it found
 * @param health what is known with this result
 * @param late how much later than due it began: more than a few milliseconds mean that the machine is short of
 *     processors, or that more checks are under way than may be
 */
public record CheckReport<K>(K key, HealthCheck check, CheckResult result, ServerHealth health, Duration late) {}

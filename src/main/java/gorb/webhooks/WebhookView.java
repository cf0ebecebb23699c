package gorb.webhooks;

/**
 * What came of what a receiver shall know.
 *
 * @param name of the receiver
 * @param sent events that it took
 * @param failed events that were given up: it did not take them in time, or the daemon stopped
 * @param dropped events that did not wait, since too many did
 * @param failedTries requests that it did not take
 * @param queued events that wait, with those that are being sent
 */
public record WebhookView(String name, long sent, long failed, long dropped, long failedTries, int queued) {}

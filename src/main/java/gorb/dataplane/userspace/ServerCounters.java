package gorb.dataplane.userspace;

/**
 * What a server has carried since it was added. Not one instant's: each number is read by itself.
 *
 * @param active connections now
 * @param connections that were scheduled to it, failed attempts included
 * @param bytesIn from clients
 * @param bytesOut to clients
 */
public record ServerCounters(int active, long connections, long bytesIn, long bytesOut) {}

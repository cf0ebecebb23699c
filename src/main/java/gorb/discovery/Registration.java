package gorb.discovery;

/**
 * What Consul shall say of a service.
 *
 * @param entry how it is found
 * @param isAlive whether it is found at all: a service that is not stays out of the answers of DNS
 * @param reason of that, in words
 */
record Registration(CatalogEntry entry, boolean isAlive, String reason) {}

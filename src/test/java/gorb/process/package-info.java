/** Users' paths: real processes of the daemon, spoken to over real sockets. */
package gorb.process;

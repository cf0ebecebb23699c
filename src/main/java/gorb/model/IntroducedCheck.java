package gorb.model;

import gorb.model.ForwardingMethod.Introduction;
import gorb.model.ForwardingMethod.Proxied;

/** How a server is really asked: one that expects the header of the PROXY protocol takes no check without it. */
public final class IntroducedCheck {
  private IntroducedCheck() {}

  /**
   * The check of a server: its own, and with the header where the server gets it before its clients and is asked where
   * they go. At another address or port the header is not expected.
   */
  public static HealthCheck of(RealServer server) {
    var check = server.check();
    return server.forwarding() instanceof Proxied(var introduction, _) && introduction == Introduction.V2
        ? new HealthCheck(
            introduced(check.method(), server.key()), check.interval(), check.timeout(), check.policy())
        : check;
  }

  private static CheckMethod introduced(CheckMethod method, ServerKey server) {
    return switch (method) {
      case CheckMethod.TcpConnect(var target, var dialogue, var tls) ->
          new CheckMethod.TcpConnect(introduced(target, server), dialogue, tls);
      case CheckMethod.HttpStatus(var target, var request, var expectation, var redirects, var tls) ->
          new CheckMethod.HttpStatus(introduced(target, server), request, expectation, redirects, tls);
      case CheckMethod.Agent(var target, var send, var tls) ->
          new CheckMethod.Agent(introduced(target, server), send, tls);
      case CheckMethod.Held(var target, var keepalive) ->
          new CheckMethod.Held(introduced(target, server), keepalive);
      case CheckMethod.Grpc(var target, var service, var tls) ->
          new CheckMethod.Grpc(introduced(target, server), service, tls);
      case CheckMethod.Always _, CheckMethod.Udp _, CheckMethod.Dns _, CheckMethod.Exec _ -> method;
    };
  }

  private static CheckTarget introduced(CheckTarget target, ServerKey server) {
    boolean isServer = target.host().equals(server.address().toString()) && target.port() == server.port();
    return new CheckTarget(target.host(), target.port(), isServer);
  }
}

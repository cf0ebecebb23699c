package gorb.control;

import gorb.model.ServiceKey;
import java.util.List;

/** What a change does to clients, beyond what it is for: to be read before it is made. */
public sealed interface Risk {
  /** The service whose clients notice. */
  String service();

  /** The kind, for programs. */
  String kind();

  /** What happens, in words. */
  String text();

  /** Nobody answers at the address of the service any more. */
  record RemovesService(String service) implements Risk {
    @Override
    public String kind() {
      return "removes-service";
    }

    @Override
    public String text() {
      return "removes service " + service;
    }
  }

  /** Clients find the service elsewhere. */
  record MovesService(String service, ServiceKey from, ServiceKey to) implements Risk {
    @Override
    public String kind() {
      return "moves-service";
    }

    @Override
    public String text() {
      return "moves service " + service + " from " + from + " to " + to;
    }
  }

  /** The service refuses its clients. */
  record NoServerLeft(String service) implements Risk {
    @Override
    public String kind() {
      return "no-server-left";
    }

    @Override
    public String text() {
      return "leaves service " + service + " without servers";
    }
  }

  /** The service lives or dies with one server. */
  record OneServerLeft(String service) implements Risk {
    @Override
    public String kind() {
      return "one-server-left";
    }

    @Override
    public String text() {
      return "leaves service " + service + " with one server";
    }
  }

  /**
   * Clients come to other servers than before.
   *
   * @param setting which setting decides so, such as {@code scheduler}
   */
  record MovesClients(String service, String setting) implements Risk {
    @Override
    public String kind() {
      return "moves-clients";
    }

    @Override
    public String text() {
      return "moves clients: " + setting + " of " + service + " changes";
    }
  }

  /** The data plane refuses new connections while another scheduler takes over: fractions of a second. */
  record RefusesClients(String service) implements Risk {
    @Override
    public String kind() {
      return "refuses-clients";
    }

    @Override
    public String text() {
      return "refuses new connections of " + service + " for a moment: the kernel has no scheduler while it changes";
    }
  }

  /**
   * Connections end, since their servers go while they take some.
   *
   * @param servers the names of the servers
   */
  record EndsConnections(String service, List<String> servers) implements Risk {
    public EndsConnections {
      servers = List.copyOf(servers);
    }

    @Override
    public String kind() {
      return "ends-connections";
    }

    @Override
    public String text() {
      return "ends connections: " + String.join(", ", servers) + " of " + service
          + (servers.size() == 1 ? " goes while it serves" : " go while they serve") + " (quiesce first)";
    }
  }

  /**
   * Servers get the connections at the port of their service, whatever their own port says: with direct routing and
   * tunnels the kernel leaves packets as they are.
   *
   * @param servers the names of the servers
   */
  record IgnoresPort(String service, List<String> servers) implements Risk {
    public IgnoresPort {
      servers = List.copyOf(servers);
    }

    @Override
    public String kind() {
      return "ignores-port";
    }

    @Override
    public String text() {
      return "ignores the port of " + String.join(", ", servers) + " of " + service
          + ": with dr and tunnels clients come in at the service's port";
    }
  }
}

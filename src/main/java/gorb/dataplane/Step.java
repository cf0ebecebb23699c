package gorb.dataplane;

import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;

/** One change of a table. Prints as the sentence that errors and plans use. */
public sealed interface Step {
  /** The service that the step changes, or in which it changes a destination. */
  ServiceKey service();

  /** Makes a service. An implementation takes one that exists already as an edit. */
  record AddService(ServiceKey service, ServiceSettings settings) implements Step {
    @Override
    public String toString() {
      return "add service " + service + " scheduler " + settings.scheduler();
    }
  }

  /** Changes the settings of a service; its destinations and connections stay. */
  record EditService(ServiceKey service, ServiceSettings settings) implements Step {
    @Override
    public String toString() {
      return "edit service " + service + " scheduler " + settings.scheduler();
    }
  }

  /** Removes a service with all its destinations. One that is gone already is no refusal. */
  record RemoveService(ServiceKey service) implements Step {
    @Override
    public String toString() {
      return "remove service " + service;
    }
  }

  /** Adds a destination to a service. An implementation takes one that exists already as an edit. */
  record AddDestination(ServiceKey service, ServerKey server, Destination destination) implements Step {
    @Override
    public String toString() {
      return "add destination " + server + " to " + service + " weight " + destination.weight();
    }
  }

  /** Changes a destination; its connections stay. */
  record EditDestination(ServiceKey service, ServerKey server, Destination destination) implements Step {
    @Override
    public String toString() {
      return "edit destination " + server + " of " + service + " weight " + destination.weight();
    }
  }

  /** Removes a destination. One that is gone already is no refusal. */
  record RemoveDestination(ServiceKey service, ServerKey server) implements Step {
    @Override
    public String toString() {
      return "remove destination " + server + " from " + service;
    }
  }
}

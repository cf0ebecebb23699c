package gorb.api;

import gorb.dataplane.Step;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Shows a step: as the sentence that errors and logs use, and in fields. */
final class StepView {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private StepView() {}

  static ArrayNode of(List<Step> steps) {
    var views = NODES.arrayNode();
    steps.forEach(step -> views.add(of(step)));
    return views;
  }

  static ObjectNode of(Step step) {
    var view = NODES.objectNode().put("text", step.toString());
    return switch (step) {
      case Step.AddService(var service, var settings) -> view.put("action", "add service")
          .put("service", service.toString()).put("scheduler", settings.scheduler().name());
      case Step.EditService(var service, var settings) -> view.put("action", "edit service")
          .put("service", service.toString()).put("scheduler", settings.scheduler().name());
      case Step.RemoveService(var service) -> view.put("action", "remove service").put("service", service.toString());
      case Step.AddDestination(var service, var server, var destination) -> view.put("action", "add destination")
          .put("service", service.toString()).put("destination", server.toString()).put("weight", destination.weight());
      case Step.EditDestination(var service, var server, var destination) -> view.put("action", "edit destination")
          .put("service", service.toString()).put("destination", server.toString()).put("weight", destination.weight());
      case Step.RemoveDestination(var service, var server) -> view.put("action", "remove destination")
          .put("service", service.toString()).put("destination", server.toString());
    };
  }
}

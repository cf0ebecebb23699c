package gorb.api;

import gorb.control.Preview;
import gorb.document.Difference;
import gorb.document.StateWriter;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Shows what a change would come to: the fields that change, the steps in their order, and the risks. */
final class PreviewView {
  private PreviewView() {}

  /** Adds it to an object that says what is previewed. */
  static ObjectNode addTo(ObjectNode view, Preview preview) {
    var changes = view.putArray("changes");
    for (var difference : Difference.between(StateWriter.of(preview.before()), StateWriter.of(preview.after()))) {
      var nothing = JsonNodeFactory.instance.nullNode();
      changes.addObject()
          .put("field", difference.field())
          .set("before", difference.before().orElse(nothing))
          .set("after", difference.after().orElse(nothing));
    }
    view.set("steps", StepView.of(preview.steps()));
    var risks = view.putArray("risks");
    preview.risks().forEach(risk -> risks.addObject()
        .put("kind", risk.kind())
        .put("service", risk.service())
        .put("text", risk.text()));
    if (!preview.drains().isEmpty()) {
      var drains = view.putArray("drains");
      preview.drains().forEach(drain -> drains.addObject().put("text", drain));
    }
    return view;
  }
}

import { html, nothing, type TemplateResult } from "lit";

import { element } from "../element";
import { FeedCard } from "./base";

/** Whether each recorder is well, and who is on duty. */
@element("rt-cctv-recorders-card")
export class RecordersCard extends FeedCard {
  protected override render(): TemplateResult {
    const { say, snapshot } = this;
    return html`<ha-card>
      <h2>${say("recorder")}</h2>
      ${(snapshot?.recorders ?? []).map(
        (each) => html`<p>
          ${each.name}: ${say(each.connected ? "recorder_ok" : "recorder_bad")}${each.connected && each.alarms === false
            ? `, ${say("alarms_bad")}`
            : ""}
          ${each.mode ? html`<br />${say(each.mode)}` : nothing}
          ${each.on_shift.length ? html`<br />${say("on_shift", { names: each.on_shift.join(", ") })}` : nothing}
        </p>`,
      )}
    </ha-card>`;
  }
}

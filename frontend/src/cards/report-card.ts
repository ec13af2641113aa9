import { html, nothing, type TemplateResult } from "lit";
import { query, state } from "lit/decorators.js";

import { element } from "../element";
import type { Severity, Slot } from "../model";
import { FeedCard } from "./base";

const SEVERITIES: Severity[] = ["information", "watch", "emergency"];

/** Tells the people on duty of something that no camera saw. For volunteers. */
@element("rt-cctv-report-card")
export class ReportCard extends FeedCard {
  @state() private said = "";
  @state() private busy = false;
  @query("textarea") private readonly text!: HTMLTextAreaElement;
  @query("select.place") private readonly place!: HTMLSelectElement;
  @query("select.severity") private readonly severity!: HTMLSelectElement;

  protected override render(): TemplateResult | typeof nothing {
    const { say, snapshot } = this;
    if (!snapshot?.volunteer) return nothing;
    const slots = snapshot.slots.filter((slot) => !slot.hidden && slot.status !== "empty");
    return html`<ha-card>
      <h2>${say("report")}</h2>
      <textarea rows="3" maxlength="200" style="width:100%" aria-label=${say("report_text")}
        placeholder=${say("report_text")}></textarea>
      <div class="row">
        <select class="place grow" aria-label=${say("choose_slot")}>
          ${snapshot.recorders.map((each) => html`<option value="${each.entry}/">${each.name}</option>`)}
          ${slots.map((slot) => html`<option value="${slot.entry}/${slot.number}">${this.label(slot)}</option>`)}
        </select>
        <select class="severity grow" aria-label=${say("report")}>
          ${SEVERITIES.map(
            (each) => html`<option value=${each} ?selected=${each === "watch"}>${say(each)}</option>`,
          )}
        </select>
        <button ?disabled=${this.busy} @click=${this.send}>${say("report_send")}</button>
      </div>
      <div role="status">${this.said}</div>
    </ha-card>`;
  }

  private label(slot: Slot): string {
    return `${slot.number}. ${slot.hidden ? "" : slot.name}`;
  }

  private async send(): Promise<void> {
    const text = this.text.value.trim();
    if (!text) {
      this.text.focus();
      return;
    }
    const [entry = "", slot = ""] = this.place.value.split("/");
    this.busy = true;
    try {
      await this.hass?.callWS({
        type: "rt_cctv/incident/report",
        entry,
        text,
        severity: this.severity.value,
        ...(slot ? { slot: Number(slot) } : {}),
      });
      this.text.value = "";
      this.said = this.say("report_sent");
    } catch {
      this.said = this.say("failed");
    } finally {
      this.busy = false;
    }
  }
}

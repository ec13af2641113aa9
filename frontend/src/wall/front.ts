import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import { element } from "../element";
import "../evidence";
import type { Hass } from "../hass";
import { clockTime, sayFor, sayKind, type Say } from "../i18n";
import { icon } from "../icons";
import type { Front } from "./queue";

/** What is said beside the picture of the slot where something happens. */
@element("rt-cctv-front")
export class FrontPanel extends LitElement {
  static override styles = css`
    :host {
      display: flex;
      flex-direction: column;
      gap: 0.5em;
      min-height: 0;
      padding: 0.5em;
      background: #14161a;
      color: #fff;
      font-size: clamp(16px, min(2.3vw, 4vh), 64px);
      border-left: 0.3em solid #ffd21f;
    }
    :host([severity="emergency"]) {
      border-left: 0.6em double #ff5b4d;
    }
    .icon {
      width: 1.1em;
      height: 1.1em;
      flex: none;
    }
    .severity {
      display: flex;
      align-items: center;
      gap: 0.4em;
      align-self: start;
      padding: 0.05em 0.5em;
      font-weight: 800;
      text-transform: uppercase;
      background: #ffd21f;
      color: #000;
    }
    :host([severity="emergency"]) .severity {
      background: #b3160a;
      color: #fff;
    }
    .kind {
      font-size: 1.45em;
      font-weight: 700;
      line-height: 1.1;
    }
    .text {
      overflow: hidden;
      overflow-wrap: anywhere;
    }
    rt-cctv-evidence {
      flex: 1;
      min-height: 0;
    }
    .waiting {
      font-weight: 600;
    }
    button {
      font: inherit;
      font-size: 1.3em;
      font-weight: 800;
      min-height: 2.4em;
      border: 0.12em solid #fff;
      border-radius: 0.3em;
      background: #0b6b3a;
      color: #fff;
      cursor: pointer;
      display: flex;
      align-items: center;
      justify-content: center;
      gap: 0.4em;
    }
    button:focus-visible {
      outline: 0.2em solid #ffd21f;
    }
    button:disabled {
      background: #444;
    }
  `;

  @property({ attribute: false }) hass?: Hass;
  @property({ attribute: false }) front?: Front;
  @property() place = "";
  @state() private trouble = "";
  @state() private busy = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("front") || !this.front) return;
    const { incident } = this.front;
    this.setAttribute("severity", incident.severity);
    // What was said of one incident isn't true of the next.
    if (changed.get("front")?.incident.incident !== incident.incident) this.trouble = "";
  }

  /** Says "saya tangani" for whoever stands here. */
  async take(): Promise<void> {
    const { front, hass } = this;
    if (!front || !hass || this.busy || !front.incident.may_act) return;
    this.busy = true;
    this.trouble = "";
    const { entry, incident } = front.incident;
    try {
      await hass.callWS({ type: "rt_cctv/incident/answer", entry, incident, verb: "take" });
    } catch (error) {
      const code = (error as { code?: string }).code ?? "";
      this.trouble = sayFor(hass)(
        ["already", "closed", "unknown"].includes(code) ? "too_late" : "failed",
      );
    } finally {
      this.busy = false;
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { front, hass } = this;
    if (!front) return nothing;
    const { incident, waiting } = front;
    const say = sayFor(hass);
    return html`<div class="severity" role="alert">${icon("alarm")}${say(incident.severity)}</div>
      <div class="kind">${sayKind(say, incident.kind)}</div>
      <div>${this.place} ${say("began", { time: clockTime(hass, incident.since) })}${this.times(say)}</div>
      ${incident.text ? html`<div class="text">${incident.text}</div>` : nothing}
      <rt-cctv-evidence .hass=${hass} .path=${incident.evidence} label=${sayKind(say, incident.kind)}></rt-cctv-evidence>
      ${waiting ? html`<div class="waiting">${say("more", { count: waiting })}</div>` : nothing}
      ${this.trouble ? html`<div role="status">${this.trouble}</div>` : nothing}
      ${incident.may_act
        ? html`<button ?disabled=${this.busy} @click=${this.take}>${icon("check")}${say("take")}</button>`
        : nothing}`;
  }

  private times(say: Say): string {
    const count = this.front?.incident.count ?? 1;
    return count > 1 ? `, ${say("times", { count })}` : "";
  }
}

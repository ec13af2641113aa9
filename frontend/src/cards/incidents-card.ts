import { css, html, nothing, type CSSResultGroup, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import { element } from "../element";
import "../evidence";
import { clockTime, sayKind, type Word } from "../i18n";
import type { Incident } from "../model";
import { FeedCard } from "./base";

type Verb = "take" | "nothing" | "help" | "close";
const WORDS: Record<Verb, Word> = {
  take: "take",
  nothing: "incident_nothing",
  help: "incident_help",
  close: "incident_close",
};

/** Open incidents, the most serious first, with buttons for those who may answer. */
@element("rt-cctv-incidents-card")
export class IncidentsCard extends FeedCard {
  static override styles: CSSResultGroup = [
    FeedCard.styles,
    css`
      article {
        padding: 8px 0 8px 12px;
        margin-top: 12px;
        border-left: 6px solid #b08900;
        overflow-wrap: anywhere;
      }
      article.emergency {
        border-left: 10px double #b3160a;
      }
      article.information {
        border-left: 4px dotted var(--secondary-text-color, #666);
      }
      strong {
        text-transform: uppercase;
      }
      rt-cctv-evidence {
        max-height: 240px;
        margin-top: 8px;
      }
    `,
  ];

  @state() private trouble = "";

  protected override render(): TemplateResult {
    const { say } = this;
    const incidents = [...(this.snapshot?.incidents ?? [])].sort(
      (a, b) => b.rank - a.rank || b.since - a.since,
    );
    return html`<ha-card>
      <h2>${say("incidents")}</h2>
      ${incidents.length === 0 && this.snapshot ? html`<p>${say("no_incidents")}</p>` : nothing}
      ${incidents.map((incident) => this.incident(incident))}
      <div role="status">${this.trouble}</div>
    </ha-card>`;
  }

  private incident(incident: Incident): TemplateResult {
    const { say, hass } = this;
    const slot = this.snapshot?.slots.find((each) => !each.hidden && each.key === incident.key);
    const place = slot && !slot.hidden ? `${slot.number}. ${slot.name}` : say("at_recorder");
    const times = incident.count > 1 ? `, ${say("times", { count: incident.count })}` : "";
    return html`<article class=${incident.severity}>
      <div><strong>${say(incident.severity)}</strong> · ${sayKind(say, incident.kind)}</div>
      <div>${place}, ${say("began", { time: clockTime(hass, incident.since) })}${times}</div>
      ${incident.text ? html`<div>${incident.text}</div>` : nothing}
      ${incident.evidence
        ? html`<rt-cctv-evidence .hass=${hass} .path=${incident.evidence} label=${place}></rt-cctv-evidence>`
        : nothing}
      ${incident.acknowledged_by
        ? html`<div>${say("taken_by", { name: incident.acknowledged_by })}</div>`
        : nothing}
      ${incident.may_act ? this.buttons(incident) : nothing}
    </article>`;
  }

  private buttons(incident: Incident): TemplateResult {
    const verbs: Verb[] =
      incident.stage === "open" ? ["take", "nothing", "help"] : ["close", "help"];
    const allowed = this.snapshot?.volunteer ? verbs : verbs.slice(0, 1);
    return html`<div class="row">
      ${allowed.map(
        (verb, at) => html`<button class=${at ? "quiet" : ""} @click=${() => this.answer(incident, verb)}>
          ${this.say(WORDS[verb])}
        </button>`,
      )}
    </div>`;
  }

  private async answer({ entry, incident }: Incident, verb: Verb): Promise<void> {
    this.trouble = "";
    try {
      await this.hass?.callWS({ type: "rt_cctv/incident/answer", entry, incident, verb });
    } catch (error) {
      const code = (error as { code?: string }).code ?? "";
      this.trouble = this.say(code === "already" || code === "closed" ? "too_late" : "failed");
    }
  }
}

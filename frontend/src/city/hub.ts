import { html, nothing, type TemplateResult } from "lit";
import type { HubDetail, HubRow, SlotRow } from "./data";
import { recordText, slotName } from "./record";
import { sayFrom, type Say } from "./words";

export type Tell = (at: number | null) => string;

/** What a slot is called, for eyes and for screen readers alike. */
export function slotText(hub: HubRow, slot: SlotRow, say: Say): string {
  const owner = slot.own ? `, ${sayFrom(say, "own_", slot.own)}` : "";
  const name = slotName(say, slot.n, slot.r, hasSeveral(hub));
  return `${name}: ${sayFrom(say, "state_", shownStatus(hub, slot))}${owner}`;
}

/** Whether the hub has more than one recorder, so that slots need to say whose they are. */
function hasSeveral(hub: HubRow): boolean {
  return hub.slots.some((slot) => slot.r > 1);
}

/** A silent hub's slots are unknown, not dark. */
export function shownStatus(hub: HubRow, slot: SlotRow): string {
  return hub.online || slot.st === "empty" ? slot.st : "unknown";
}

export function slotDots(hub: HubRow, say: Say): TemplateResult {
  return html`<div class="slots">
    ${hub.slots.map(
      (slot) =>
        html`<span
          class="st-${shownStatus(hub, slot)}"
          role="img"
          aria-label=${slotText(hub, slot, say)}
          title=${slotText(hub, slot, say)}
        ></span>`,
    )}
  </div>`;
}

export function since(hub: HubRow, say: Say, tell: Tell): string {
  if (hub.since === null) return say("never");
  const word = hub.online ? say("online") : say("silent");
  return `${word}, ${say("since", { time: tell(hub.since) })}`;
}

export interface Actions {
  close: () => void;
  confirm: (() => void) | null;
  revoke: (() => void) | null;
}

function slotRows(hub: HubDetail, say: Say, tell: Tell): TemplateResult {
  return html`<table>
    ${hub.slots.map(
      (slot) => html`<tr>
        <td><div class="slots"><span class="st-${shownStatus(hub, slot)}"></span></div></td>
        <td>${slotText(hub, slot, say)}</td>
        <td class="dim">${say("since", { time: tell(slot.since) })}</td>
      </tr>`,
    )}
  </table>`;
}

function lists(hub: HubDetail, say: Say, tell: Tell): TemplateResult {
  return html`
    ${hub.gaps.length
      ? html`<h3>${say("gaps")}</h3>
          <ul>
            ${hub.gaps.map((gap) => html`<li>
                ${say("gap", { count: gap.n })}: ${sayFrom(say, "gap_", gap.why)}, ${tell(gap.at)}
              </li>`)}
          </ul>`
      : nothing}
    ${hub.faults.length
      ? html`<h3>${say("faults")}</h3>
          <ul>
            ${hub.faults.map((fault) => html`<li>${sayFrom(say, "fault_", fault.reason)}: ${fault.n}</li>`)}
          </ul>`
      : nothing}
    <h3>${say("records")}</h3>
    <table>
      ${hub.records.map(
        (record) => html`<tr>
          <td class="dim">${tell(record.ts)}</td>
          <td>${recordText(record, say, hasSeveral(hub))}</td>
        </tr>`,
      )}
    </table>
  `;
}

export function hubCard(
  hub: HubDetail,
  name: string,
  say: Say,
  tell: Tell,
  actions: Actions,
): TemplateResult {
  return html`<section class="card" aria-label=${name}>
    <div class="path">
      <button @click=${actions.close}>${say("back")}</button>
      <h2>${name}</h2>
      ${actions.confirm
        ? html`<button @click=${actions.confirm}>${say("confirm")}</button>`
        : nothing}
      ${actions.revoke
        ? html`<button @click=${actions.revoke}>${say("revoke")}</button>`
        : nothing}
    </div>
    <p>
      ${hub.id} · ${sayFrom(say, "status_", hub.status)} · ${since(hub, say, tell)} ·
      ${say("recorder")}: ${sayFrom(say, "state_", hub.nvr)} ·
      ${say("disk_state")}: ${sayFrom(say, "disk_", hub.disk)}
      ${hub.wait ? html` · ${say("waiting", { count: hub.wait })}` : nothing}
    </p>
    ${slotRows(hub, say, tell)} ${lists(hub, say, tell)}
  </section>`;
}

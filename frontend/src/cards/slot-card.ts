import { css, html, LitElement, nothing, type CSSResultGroup, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import { element } from "../element";
import { feedOf } from "../feed";
import type { Hass } from "../hass";
import { sayFor } from "../i18n";
import type { SeenSlot, Snapshot } from "../model";
import "../tile";
import { alarmsBySlot } from "../wall/queue";
import { FeedCard, type CardConfig } from "./base";

export interface SlotCardConfig extends CardConfig {
  /** The key of the slot, or the entity id of its camera. */
  slot?: string;
  camera?: string;
}

function find(snapshot: Snapshot | null, config?: SlotCardConfig): SeenSlot | undefined {
  return snapshot?.slots.find(
    (slot): slot is SeenSlot =>
      !slot.hidden && (slot.key === config?.slot || (!!slot.camera && slot.camera === config?.camera)),
  );
}

/** Live picture of one slot. */
@element("rt-cctv-slot-card")
export class SlotCard extends FeedCard<SlotCardConfig> {
  static override styles: CSSResultGroup = css`
    ha-card {
      overflow: hidden;
      display: block;
    }
    rt-cctv-tile {
      aspect-ratio: 16 / 9;
      width: 100%;
      cursor: pointer;
    }
    p {
      padding: 16px;
      margin: 0;
    }
  `;

  static getConfigElement(): HTMLElement {
    return document.createElement("rt-cctv-slot-card-editor");
  }

  static getStubConfig(hass: Hass): Partial<SlotCardConfig> {
    const first = Object.keys(hass.states).find(
      (id) => id.startsWith("camera.") && feedOf(hass).snapshot?.slots.some((s) => !s.hidden && s.camera === id),
    );
    return first ? { camera: first } : {};
  }

  protected override render(): TemplateResult | typeof nothing {
    const { snapshot, hass } = this;
    if (!snapshot || !hass) return html`<ha-card><p>${this.say("loading")}</p></ha-card>`;
    const slot = find(snapshot, this.config);
    if (!slot) return html`<ha-card><p>${this.say("slot_missing")}</p></ha-card>`;
    const recorder = snapshot.recorders.find((each) => each.entry === slot.entry);
    return html`<ha-card>
      <rt-cctv-tile
        .hass=${hass}
        .slotInfo=${slot}
        .recorderConnected=${recorder?.connected ?? false}
        .alarm=${alarmsBySlot(snapshot.incidents).get(slot.key)?.severity ?? ""}
        @click=${() => this.more(slot)}
      ></rt-cctv-tile>
    </ha-card>`;
  }

  private more(slot: SeenSlot): void {
    if (!slot.camera) return;
    const detail = { entityId: slot.camera };
    this.dispatchEvent(new CustomEvent("hass-more-info", { detail, bubbles: true, composed: true }));
  }
}

/** Picks the slot that a card shows. */
@element("rt-cctv-slot-card-editor")
export class SlotCardEditor extends LitElement {
  @property({ attribute: false }) hass?: Hass;
  @state() private config?: SlotCardConfig;
  @state() private snapshot: Snapshot | null = null;
  private forget: (() => void) | null = null;

  setConfig(config: SlotCardConfig): void {
    this.config = config;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.forget?.();
    this.forget = null;
  }

  protected override updated(): void {
    if (!this.hass || this.forget) return;
    const feed = feedOf(this.hass);
    this.forget = feed.listen(() => (this.snapshot = feed.snapshot));
    this.snapshot = feed.snapshot;
  }

  protected override render(): TemplateResult {
    const say = sayFor(this.hass);
    const chosen = find(this.snapshot, this.config)?.key;
    const seen = (this.snapshot?.slots ?? []).filter((slot): slot is SeenSlot => !slot.hidden);
    return html`<label>${say("choose_slot")}
      <select @change=${this.changed}>
        <option value="" ?selected=${!chosen}></option>
        ${seen.map(
          (slot) => html`<option value=${slot.key} ?selected=${slot.key === chosen}>
            ${slot.number}. ${slot.name}
          </option>`,
        )}
      </select>
    </label>`;
  }

  private changed(event: Event): void {
    const slot = (event.target as HTMLSelectElement).value;
    const config = { type: "custom:rt-cctv-slot-card", ...this.config, slot, camera: undefined };
    this.dispatchEvent(
      new CustomEvent("config-changed", { detail: { config }, bubbles: true, composed: true }),
    );
  }
}

import { css, html, nothing, svg, type CSSResultGroup, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import { element } from "../element";
import { sayKind } from "../i18n";
import type { SeenSlot } from "../model";
import { FeedCard } from "./base";
import { addCorner, KINDS, type Drawing, type Point, type Scale, type Zone } from "./zones";

const USUAL: Scale = { near: 0.5, far: 0.15 };

/** Draws on a still of a slot where the hub should look, and saves it through the action that checks it. */
@element("rt-cctv-zones-card")
export class ZonesCard extends FeedCard {
  static override styles: CSSResultGroup = [
    FeedCard.styles,
    css`
      .picture {
        position: relative;
        aspect-ratio: 16 / 9;
        background: #000;
        margin-top: 8px;
        touch-action: manipulation;
      }
      .picture img,
      .picture svg {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }
      svg {
        cursor: crosshair;
      }
      polygon,
      polyline {
        fill: rgba(255, 210, 31, 0.25);
        stroke: #ffd21f;
        stroke-width: 0.006;
      }
      polygon.ignored {
        fill: rgba(0, 0, 0, 0.55);
        stroke: #fff;
        stroke-dasharray: 0.02;
      }
      polygon.chosen {
        stroke-width: 0.012;
      }
      circle {
        fill: #fff;
        stroke: #000;
        stroke-width: 0.003;
      }
      .person {
        stroke: #7dd3ff;
        stroke-width: 0.008;
      }
      fieldset {
        border: 1px solid var(--divider-color, #888);
        border-radius: 8px;
        margin-top: 8px;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        min-height: 32px;
        margin-right: 12px;
      }
      input[type="checkbox"],
      input[type="range"] {
        min-height: 0;
      }
    `,
  ];

  @state() private slotKey = "";
  @state() private drawing: Drawing = { zones: [], scale: null };
  @state() private corners: Point[] | null = null;
  @state() private chosen = -1;
  @state() private still: string | null = null;
  @state() private said = "";

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.show(null);
  }

  private get slots(): SeenSlot[] {
    return (this.snapshot?.slots ?? []).filter(
      (slot): slot is SeenSlot => !slot.hidden && slot.camera !== null && slot.status !== "empty",
    );
  }

  private get current(): SeenSlot | undefined {
    return this.slots.find((slot) => slot.key === this.slotKey);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { say, snapshot } = this;
    if (!snapshot?.volunteer) return nothing;
    return html`<ha-card>
      <h2>${say("zones")}</h2>
      <select aria-label=${say("choose_slot")} @change=${this.open}>
        <option value="">${say("choose_slot")} …</option>
        ${this.slots.map(
          (slot) => html`<option value=${slot.key} ?selected=${slot.key === this.slotKey}>
            ${slot.number}. ${slot.name}
          </option>`,
        )}
      </select>
      ${this.current ? this.editor() : nothing}
      <div role="status">${this.said}</div>
    </ha-card>`;
  }

  private editor(): TemplateResult {
    const { say, drawing } = this;
    return html`<div class="picture">
        ${this.still ? html`<img src=${this.still} alt="" />` : nothing} ${this.overlay()}
      </div>
      ${this.corners
        ? html`<p>${say("zone_draw")}</p>
            <button class="quiet" @click=${this.undo}>${say("zone_undo")}</button>`
        : nothing}
      ${drawing.zones.map((zone, at) => this.zone(zone, at))}
      ${this.ruler("near")} ${this.ruler("far")}
      <div class="row">
        <button class="quiet" @click=${() => (this.corners = [])}>${say("zone_new")}</button>
        <button class="quiet" @click=${this.explain}>${say("zone_try")}</button>
        <button @click=${this.save}>${say("zone_save")}</button>
      </div>`;
  }

  private overlay(): TemplateResult {
    const { drawing, corners } = this;
    const scale = drawing.scale ?? USUAL;
    return html`<svg viewBox="0 0 1 1" preserveAspectRatio="none" @click=${this.touch}>
      ${drawing.zones.map(
        (zone, at) => svg`<polygon points=${zone.points.join(" ")}
          class="${zone.ignored ? "ignored" : ""} ${at === this.chosen ? "chosen" : ""}" />`,
      )}
      ${corners ? svg`<polyline points=${corners.join(" ")} />` : nothing}
      ${(corners ?? []).map(([x, y]) => svg`<circle cx=${x} cy=${y} r="0.012" />`)}
      ${svg`<line class="person" x1="0.03" x2="0.03" y1=${1 - scale.near} y2="1" />
        <line class="person" x1="0.97" x2="0.97" y1="0.3" y2=${0.3 + scale.far} />`}
    </svg>`;
  }

  private zone(zone: Zone, at: number): TemplateResult {
    const { say } = this;
    return html`<fieldset @focusin=${() => (this.chosen = at)}>
      <div class="row">
        <input class="grow" maxlength="40" .value=${zone.name} aria-label=${say("zone_name")}
          @change=${(event: Event) => this.change(at, { name: (event.target as HTMLInputElement).value })} />
        <button class="quiet" @click=${() => this.remove_(at)}>${say("zone_delete")}</button>
      </div>
      <label><input type="checkbox" .checked=${zone.ignored}
        @change=${() => this.change(at, { ignored: !zone.ignored })} />${say("zone_ignored")}</label>
      ${zone.ignored
        ? nothing
        : html`<div>${say("zone_kinds")}${zone.kinds.length ? "" : `: ${say("zone_all")}`}</div>
            ${KINDS.map(
              (kind) => html`<label><input type="checkbox" .checked=${zone.kinds.includes(kind)}
                @change=${() => this.toggle(at, kind)} />${sayKind(say, kind)}</label>`,
            )}`}
    </fieldset>`;
  }

  private ruler(which: keyof Scale): TemplateResult {
    const scale = this.drawing.scale ?? USUAL;
    return html`<label>${this.say(`zone_${which}`)}
      <input type="range" min="0.02" max="1" step="0.01" .value=${String(scale[which])}
        @input=${(event: Event) => {
          const value = Number((event.target as HTMLInputElement).value);
          this.drawing = { ...this.drawing, scale: { ...scale, [which]: value } };
        }} /></label>`;
  }

  private change(at: number, changes: Partial<Zone>): void {
    const zones = this.drawing.zones.map((zone, n) => (n === at ? { ...zone, ...changes } : zone));
    this.drawing = { ...this.drawing, zones };
  }

  private toggle(at: number, kind: string): void {
    const kinds = this.drawing.zones[at]?.kinds ?? [];
    this.change(at, { kinds: kinds.includes(kind) ? kinds.filter((k) => k !== kind) : [...kinds, kind] });
  }

  private remove_(at: number): void {
    this.drawing = { ...this.drawing, zones: this.drawing.zones.filter((_, n) => n !== at) };
  }

  private undo(): void {
    this.corners = this.corners?.length ? this.corners.slice(0, -1) : null;
  }

  private touch(event: MouseEvent): void {
    if (!this.corners) return;
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    const point: Point = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    const { corners, closed } = addCorner(this.corners, point);
    if (!closed) {
      this.corners = corners;
      return;
    }
    const name = `${this.say("zones")} ${this.drawing.zones.length + 1}`;
    const zone: Zone = { name, points: corners, kinds: [], ignored: false };
    this.drawing = { ...this.drawing, zones: [...this.drawing.zones, zone] };
    this.corners = null;
  }

  private show(picture: Blob | null): void {
    if (this.still) URL.revokeObjectURL(this.still);
    this.still = picture && URL.createObjectURL(picture);
  }

  private async open(event: Event): Promise<void> {
    this.slotKey = (event.target as HTMLSelectElement).value;
    this.corners = null;
    this.said = "";
    this.show(null);
    const slot = this.current;
    if (!slot || !this.hass) return;
    try {
      this.drawing = await this.hass.callWS<Drawing>({ type: "rt_cctv/zones/read", slot: slot.key });
      const answer = await this.hass.fetchWithAuth(`/api/camera_proxy/${slot.camera}`);
      if (!answer.ok) throw new Error(String(answer.status));
      this.show(await answer.blob());
    } catch {
      this.said = this.say("zone_no_picture");
    }
  }

  private async act(service: string, data: object): Promise<unknown> {
    return this.hass?.callWS({
      type: "call_service",
      domain: "rt_cctv",
      service,
      service_data: data,
      target: { entity_id: this.current?.camera },
      return_response: service === "explain",
    });
  }

  private async save(): Promise<void> {
    const plain = (ignored: boolean): object[] =>
      this.drawing.zones
        .filter((zone) => zone.ignored === ignored)
        .map(({ name, points, kinds }) => ({ name, points, kinds: ignored ? [] : kinds }));
    try {
      const { scale } = this.drawing;
      await this.act("set_zones", { zones: plain(false), ignored: plain(true), ...(scale ? { scale } : {}) });
      this.said = this.say("zone_saved");
    } catch (error) {
      // The integration says in the user's language which zone it refuses, and why.
      this.said = (error as { message?: string }).message || this.say("failed");
    }
  }

  private async explain(): Promise<void> {
    type Answer = { response: Record<string, { picture: string }> };
    try {
      const answer = (await this.act("explain", {})) as Answer;
      const picture = answer.response[this.current?.camera ?? ""]?.picture ?? "";
      const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
      this.show(new Blob([bytes], { type: "image/jpeg" }));
      this.said = this.say("zone_try_about");
    } catch (error) {
      this.said = (error as { message?: string }).message || this.say("failed");
    }
  }
}

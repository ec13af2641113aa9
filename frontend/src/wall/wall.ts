import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { element } from "../element";
import { feedOf, type Feed } from "../feed";
import { template } from "../grid";
import type { Hass } from "../hass";
import { clockTime, dayName, hourOf, sayFor, type Say } from "../i18n";
import { icon } from "../icons";
import { slotId, type Slot, type Snapshot } from "../model";
import "../tile";
import { wallStyle } from "./wall-style";
import "./front";
import type { FrontPanel } from "./front";
import { alarmsBySlot, inFront, type Front } from "./queue";
import { Kentongan } from "./sound";
import { reloadIfHeavy, reloadIfNew } from "./version";

const SHIFT_EVERY = 150_000;
const IDLE = 4000;
const PICKED_FOR = 60_000;
const HUSH = 600;

/** The RT's monitor: every slot of every recorder, as large as they fit. */
@element("rt-cctv-wall")
export class Wall extends LitElement {
  static override styles = wallStyle;

  @property({ attribute: false }) hass?: Hass;
  @state() private snapshot: Snapshot | null = null;
  @state() private minute = "";
  @state() private box = { width: 16, height: 9 };
  @state() private front: Front | null = null;
  /** The slot that somebody picked to see large. */
  @state() private picked: string | null = null;
  private feed: Feed | null = null;
  private readonly kentongan = new Kentongan();
  private forget: (() => void) | null = null;
  private timer = 0;
  private idleTimer = 0;
  private pickTimer = 0;
  private readonly resized = new ResizeObserver(() => this.measure());

  override connectedCallback(): void {
    super.connectedCallback();
    this.kiosk(true);
    this.timer = window.setInterval(() => this.tick(), 1000);
    this.resized.observe(this);
    window.addEventListener("keydown", this.key);
    window.addEventListener("pointermove", this.moved);
    window.addEventListener("pointerdown", this.touched);
    if (this.hass) this.follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.kiosk(false);
    window.clearInterval(this.timer);
    this.resized.disconnect();
    window.removeEventListener("keydown", this.key);
    window.removeEventListener("pointermove", this.moved);
    window.removeEventListener("pointerdown", this.touched);
    window.clearTimeout(this.pickTimer);
    this.kentongan.close();
    this.forget?.();
    this.forget = this.feed = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("hass") && this.hass && !this.feed) this.follow();
  }

  private follow(): void {
    if (!this.hass) return;
    this.feed = feedOf(this.hass);
    this.forget = this.feed.listen(() => this.take());
    this.take();
  }

  private take(): void {
    this.snapshot = this.feed?.snapshot ?? null;
    reloadIfNew(this.snapshot?.version ?? null);
    this.watchFront(this.feed?.now() ?? Date.now() / 1000);
    this.requestUpdate();
  }

  /** Home Assistant's own kiosk mode: no sidebar, nothing to add to the browser. */
  private kiosk(enable: boolean): void {
    window.dispatchEvent(new CustomEvent("hass-kiosk-mode", { detail: { enable } }));
  }

  private measure(): void {
    this.box = { width: this.clientWidth, height: this.clientHeight };
  }

  private tick(): void {
    const now = this.feed?.now() ?? Date.now() / 1000;
    const minute = clockTime(this.hass, now);
    if (minute !== this.minute && !this.front) reloadIfHeavy();
    this.minute = minute;
    this.watchFront(now);
  }

  private watchFront(now: number): void {
    const front = inFront(this.snapshot?.incidents ?? [], now);
    const same =
      front?.incident === this.front?.incident && front?.waiting === this.front?.waiting;
    if (!same) this.front = front;
    if (this.hass) this.kentongan.follow(front, this.hass);
  }

  private readonly moved = (): void => {
    this.classList.remove("idle");
    window.clearTimeout(this.idleTimer);
    this.idleTimer = window.setTimeout(() => this.classList.add("idle"), IDLE);
  };

  private readonly touched = (): void => {
    this.kentongan.unblock();
    this.moved();
  };

  private readonly key = (event: KeyboardEvent): void => {
    this.kentongan.unblock();
    const slots = this.snapshot?.slots ?? [];
    const numbered = slots[Number(event.key) - 1];
    if (event.key === "f") this.fullScreen();
    else if (event.key === "m") this.kentongan.hush(HUSH);
    else if (event.key === "Escape") this.pick(null);
    else if (numbered) this.pick(slotId(numbered));
    else if (event.key === "Enter" || event.key === " ") this.answer(event);
  };

  private answer(event: KeyboardEvent): void {
    const panel = this.renderRoot.querySelector<FrontPanel>("rt-cctv-front");
    // A button that has the focus is pressed by the browser itself.
    if (!panel || event.composedPath()[0] instanceof HTMLButtonElement) return;
    event.preventDefault();
    void panel.take();
  }

  /** Shows one slot large for a while, or all again. */
  private pick(slot: string | null): void {
    window.clearTimeout(this.pickTimer);
    this.picked = slot === this.picked ? null : slot;
    if (this.picked) this.pickTimer = window.setTimeout(() => this.pick(null), PICKED_FOR);
  }

  private fullScreen(): void {
    if (document.fullscreenElement) void document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => undefined);
  }

  protected override render(): TemplateResult {
    const say = sayFor(this.hass);
    const step = Math.floor(Date.now() / SHIFT_EVERY);
    const shift = `transform: translate(${(step % 5) - 2}px, ${(Math.floor(step / 5) % 5) - 2}px)`;
    return html`<div class="shift" style=${shift}>
        ${this.header(say)} ${this.notice(say)} ${this.isPairing() ? this.pairing(say) : this.body(say)}
      </div>
      ${this.isNight() ? html`<div class="night"></div>` : nothing}`;
  }

  /** Somebody scanned the QR code of a display with a phone on which an administrator is logged in. */
  private isPairing(): boolean {
    return !!this.snapshot?.admin && new URLSearchParams(location.search).has("pair");
  }

  private pairing(say: Say): TemplateResult {
    return html`<div class="pairing">
      <rt-cctv-displays-card .hass=${this.hass}></rt-cctv-displays-card>
      <button @click=${this.endPairing}>${icon("back")}${say("back")}</button>
    </div>`;
  }

  private endPairing(): void {
    history.replaceState(null, "", location.pathname);
    this.requestUpdate();
  }

  private isNight(): boolean {
    const hour = hourOf(this.hass, this.feed?.now() ?? Date.now() / 1000);
    return hour >= 22 || hour < 5;
  }

  private header(say: Say): TemplateResult {
    const recorders = this.snapshot?.recorders ?? [];
    const now = this.feed?.now() ?? Date.now() / 1000;
    const modes = [...new Set(recorders.map((each) => each.mode).filter((mode) => mode !== null))];
    const names = [...new Set(recorders.flatMap((each) => each.on_shift))];
    return html`<header>
      <span class="clock">${this.minute}</span>
      <span class="chip">${dayName(this.hass, now)}</span>
      ${modes.map((mode) => html`<span class="chip mode ${mode}">${say(mode)}</span>`)}
      ${names.length ? html`<span class="chip">${say("on_shift", { names: names.join(", ") })}</span>` : nothing}
      <span class="spacer"></span>
      ${this.snapshot?.link ? html`<span class="chip">${say(`link_${this.snapshot.link.state}`)}</span>` : nothing}
      <button title=${say("full_screen")} aria-label=${say("full_screen")} @click=${this.fullScreen}>
        ${icon("full")}
      </button>
    </header>`;
  }

  private notice(say: Say): TemplateResult | typeof nothing {
    const lost = this.feed?.lostAt;
    if (!lost && this.front && this.kentongan.blocked) {
      return html`<div class="notice">${icon("sound")} ${say("sound_off")}</div>`;
    }
    if (!lost) return nothing;
    return html`<div class="notice" role="status">${say("hub_lost", { time: clockTime(this.hass, lost) })}</div>`;
  }

  private body(say: Say): TemplateResult {
    const snapshot = this.snapshot;
    if (!snapshot) return html`<div class="center">${say("loading")}</div>`;
    if (snapshot.slots.length === 0) return this.noSlots(say, snapshot);
    const large = this.large(snapshot);
    const style = `grid-template: ${template(snapshot.slots.length, Boolean(large), Boolean(this.front), this.box)}`;
    return html`<main style=${style}>
      ${repeat(snapshot.slots, slotId, (slot) => this.tile(snapshot, slot, slot === large))}
      ${this.front ? this.frontPanel(say, snapshot, this.front) : nothing}
    </main>`;
  }

  /** The slot that is shown large: where something happens, else the one that was picked. */
  private large(snapshot: Snapshot): Slot | undefined {
    const key = this.front?.incident.key;
    const struck = snapshot.slots.find((slot) => !slot.hidden && slot.key === key);
    return this.front ? struck : snapshot.slots.find((slot) => slotId(slot) === this.picked);
  }

  private frontPanel(say: Say, snapshot: Snapshot, front: Front): TemplateResult {
    const slot = snapshot.slots.find((each) => !each.hidden && each.key === front.incident.key);
    const name = slot && !slot.hidden ? slot.name || say("slot", { number: slot.number }) : "";
    const recorder = snapshot.recorders.find((each) => each.entry === front.incident.entry);
    const place = slot ? `${slot.number}. ${name},` : `${recorder?.name ?? say("at_recorder")},`;
    return html`<rt-cctv-front .hass=${this.hass} .front=${front} .place=${place}></rt-cctv-front>`;
  }

  private noSlots(say: Say, snapshot: Snapshot): TemplateResult {
    const down = snapshot.recorders.filter((each) => !each.connected);
    if (down.length === 0) return html`<div class="center">${say("nothing")}</div>`;
    return html`<div class="center">
      ${down.map((each) => html`<p>${each.name}: ${say("recorder_off")}. ${say("recorder_off_do")}.</p>`)}
    </div>`;
  }

  private tile(snapshot: Snapshot, slot: Slot, large: boolean): TemplateResult {
    const recorder = snapshot.recorders.find((each) => each.entry === slot.entry);
    const alarm = slot.hidden ? undefined : alarmsBySlot(snapshot.incidents).get(slot.key);
    return html`<rt-cctv-tile
      class=${large ? "large" : ""}
      .hass=${this.hass}
      .slotInfo=${slot}
      .recorderConnected=${recorder?.connected ?? false}
      .alarm=${alarm?.severity ?? ""}
      @click=${() => this.pick(slotId(slot))}
    ></rt-cctv-tile>`;
  }
}

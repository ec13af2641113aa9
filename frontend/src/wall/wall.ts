import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { feedOf, type Feed } from "../feed";
import { fitGrid } from "../grid";
import type { Hass } from "../hass";
import { clockTime, dayName, hourOf, sayFor, type Say } from "../i18n";
import { icon } from "../icons";
import { slotId, type Slot, type Snapshot } from "../model";
import "../tile";
import { wallStyle } from "./wall-style";
import { reloadIfNew } from "./version";

const SHIFT_EVERY = 150_000;
const IDLE = 4000;

/** The RT's monitor: every slot of every recorder, as large as they fit. */
@customElement("rt-cctv-wall")
export class Wall extends LitElement {
  static override styles = wallStyle;

  @property({ attribute: false }) hass?: Hass;
  @state() private snapshot: Snapshot | null = null;
  @state() private minute = "";
  @state() private box = { width: 16, height: 9 };
  private feed: Feed | null = null;
  private forget: (() => void) | null = null;
  private timer = 0;
  private idleTimer = 0;
  private readonly resized = new ResizeObserver(() => this.measure());

  override connectedCallback(): void {
    super.connectedCallback();
    this.kiosk(true);
    this.timer = window.setInterval(() => this.tick(), 1000);
    this.resized.observe(this);
    window.addEventListener("keydown", this.key);
    window.addEventListener("pointermove", this.moved);
    if (this.hass) this.follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.kiosk(false);
    window.clearInterval(this.timer);
    this.resized.disconnect();
    window.removeEventListener("keydown", this.key);
    window.removeEventListener("pointermove", this.moved);
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
    this.minute = clockTime(this.hass, now);
  }

  private readonly moved = (): void => {
    this.classList.remove("idle");
    window.clearTimeout(this.idleTimer);
    this.idleTimer = window.setTimeout(() => this.classList.add("idle"), IDLE);
  };

  private readonly key = (event: KeyboardEvent): void => {
    if (event.key === "f") this.fullScreen();
  };

  private fullScreen(): void {
    if (document.fullscreenElement) void document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => undefined);
  }

  protected override render(): TemplateResult {
    const say = sayFor(this.hass);
    const step = Math.floor(Date.now() / SHIFT_EVERY);
    const shift = `transform: translate(${(step % 5) - 2}px, ${(Math.floor(step / 5) % 5) - 2}px)`;
    return html`<div class="shift" style=${shift}>
        ${this.header(say)} ${this.notice(say)} ${this.body(say)}
      </div>
      <div class="night ${this.isNight() ? "on" : ""}"></div>`;
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
    if (!lost) return nothing;
    return html`<div class="notice" role="status">${say("hub_lost", { time: clockTime(this.hass, lost) })}</div>`;
  }

  private body(say: Say): TemplateResult {
    const snapshot = this.snapshot;
    if (!snapshot) return html`<div class="center">${say("loading")}</div>`;
    if (snapshot.slots.length === 0) return this.noSlots(say, snapshot);
    const { columns, rows } = fitGrid(snapshot.slots.length, this.box.width, this.box.height * 0.93);
    const style = `grid-template: repeat(${rows}, minmax(0, 1fr)) / repeat(${columns}, minmax(0, 1fr))`;
    return html`<main style=${style}>
      ${repeat(snapshot.slots, slotId, (slot) => this.tile(snapshot, slot))}
    </main>`;
  }

  private noSlots(say: Say, snapshot: Snapshot): TemplateResult {
    const down = snapshot.recorders.filter((each) => !each.connected);
    if (down.length === 0) return html`<div class="center">${say("nothing")}</div>`;
    return html`<div class="center">
      ${down.map((each) => html`<p>${each.name}: ${say("recorder_off")}. ${say("recorder_off_do")}.</p>`)}
    </div>`;
  }

  private tile(snapshot: Snapshot, slot: Slot): TemplateResult {
    const recorder = snapshot.recorders.find((each) => each.entry === slot.entry);
    return html`<rt-cctv-tile
      .hass=${this.hass}
      .slotInfo=${slot}
      .recorderConnected=${recorder?.connected ?? false}
    ></rt-cctv-tile>`;
  }
}

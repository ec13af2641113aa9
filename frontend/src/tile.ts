import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property, query } from "lit/decorators.js";

import { element } from "./element";
import { faceOf, isWatchable, type Face } from "./face";
import { clockTime, dayName, sayFor, type Say } from "./i18n";
import type { Hass } from "./hass";
import { icon } from "./icons";
import { HlsPlayer } from "./live/hls";
import { lineOf } from "./live/line";
import { MsePlayer } from "./live/mse";
import type { Player, Report, Way } from "./live/player";
import { StillsPlayer } from "./live/stills";
import { Supervisor, type Watch } from "./live/supervisor";
import { WebRtcPlayer } from "./live/webrtc";
import type { Severity, Slot } from "./model";
import { tileStyle } from "./tile-style";

const WAYS: Way[] = ["mse", "webrtc", "hls", "stills"];
const A_DAY = 86_400;

/** One slot: its picture, or why there is none. */
@element("rt-cctv-tile")
export class Tile extends LitElement {
  static override styles = tileStyle;

  @property({ attribute: false }) hass?: Hass;
  @property({ attribute: false }) slotInfo?: Slot;
  @property({ type: Boolean }) recorderConnected = true;
  @property() alarm: Severity | "" = "";

  private watching: Watch | null = null;
  @query("video") private readonly video!: HTMLVideoElement;
  @query("img") private readonly image!: HTMLImageElement;
  private supervisor: Supervisor | null = null;
  private watched: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.visible);
    if (this.hasUpdated) this.follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.visible);
    this.end();
  }

  /** For tests and benchmarks: what the supervisor sees, and the player of now. */
  get insight(): { watch: Watch | null; player: Player | null; starts: number } {
    const { current = null, starts = 0 } = this.supervisor ?? {};
    return { watch: this.watching, player: current, starts };
  }

  get face(): Face | null {
    return this.slotInfo ? faceOf(this.slotInfo, this.watching, this.recorderConnected) : null;
  }

  protected override updated(): void {
    this.follow();
  }

  private readonly visible = (): void => {
    // A tab that nobody sees fetches nothing; browsers would stop its timers anyway.
    this.follow();
  };

  private follow(): void {
    const slot = this.slotInfo;
    const wanted =
      slot && !slot.hidden && isWatchable(slot) && !document.hidden && this.isConnected
        ? `${slot.key} ${slot.camera}`
        : null;
    if (wanted === this.watched) return;
    this.end();
    if (wanted === null || !slot || slot.hidden || !this.hass) return;
    this.watched = wanted;
    const line = lineOf(this.hass);
    const ways = slot.camera === null ? WAYS.slice(0, 1) : WAYS;
    this.supervisor = new Supervisor(
      ways,
      (way, report) => this.make(way, report, slot.key, slot.camera ?? ""),
      (watch) => this.tell(watch),
      () => line.now(),
    );
  }

  private end(): void {
    this.supervisor?.stop();
    this.supervisor = null;
    this.watched = null;
    this.watching = null;
  }

  private make(way: Way, report: Report, key: string, camera: string): Player {
    const hass = this.hass as Hass;
    const line = lineOf(hass);
    this.image.hidden = way !== "stills";
    this.video.hidden = way === "stills";
    switch (way) {
      case "mse":
        return new MsePlayer(this.video, line, key, report);
      case "webrtc":
        return new WebRtcPlayer(this.video, hass, camera, report);
      case "hls":
        return new HlsPlayer(this.video, hass, camera, report);
      case "stills":
        return new StillsPlayer(this.image, () => this.hass ?? hass, camera, report, () => line.now());
    }
  }

  private tell(watch: Watch): void {
    const before = this.watching;
    this.watching = watch;
    if (JSON.stringify(shown(before)) === JSON.stringify(shown(watch))) return;
    this.requestUpdate();
  }

  private readonly look = (): void => this.supervisor?.look();

  protected override render(): TemplateResult | typeof nothing {
    const slot = this.slotInfo;
    const face = this.face;
    if (!slot || !face) return nothing;
    const say = sayFor(this.hass);
    const pictured = face.kind === "live" || face.kind === "old" || face.kind === "wait";
    const alarm = this.alarm ? `alarm ${this.alarm}` : "";
    return html`<div class="face ${face.kind} ${alarm}" role="group" aria-label=${this.fullName(say)}>
      <div ?hidden=${!pictured}>
        <video muted playsinline autoplay disablepictureinpicture @playing=${this.look}></video>
        <img alt="" hidden @load=${this.look} />
      </div>
      ${this.message(say, face)}
      <div class="bar">
        <span class="number">${slot.number}</span>
        <span class="name">${this.name(say)}</span>
        ${this.owner(say)} ${this.stateChip(say, face)}
      </div>
    </div>`;
  }

  private fullName(say: Say): string {
    return `${this.slotInfo?.number ?? ""} ${this.name(say)}`;
  }

  private name(say: Say): string {
    const slot = this.slotInfo;
    if (!slot) return "";
    return (!slot.hidden && slot.name) || say("slot", { number: slot.number });
  }

  private owner(say: Say): TemplateResult | typeof nothing {
    const slot = this.slotInfo;
    if (!slot || slot.hidden || !slot.owner) return nothing;
    return html`<span class="chip">${icon(slot.owner)}${say(slot.owner)}</span>`;
  }

  private stateChip(say: Say, face: Face): TemplateResult | typeof nothing {
    if (face.kind !== "live") return nothing;
    return html`<span class="chip state">${icon("live")}${say(face.stills ? "stills" : "live")}</span>`;
  }

  private message(say: Say, face: Face): TemplateResult | typeof nothing {
    switch (face.kind) {
      case "live":
        return nothing;
      case "wait":
        return html`<div class="message">${icon("wait")}<small>${say("connecting")}</small></div>`;
      case "old":
        return html`<div class="message">${icon("old")}<span>${this.since(say, face.at)}</span></div>`;
      case "dark":
        return html`<div class="message">
          ${icon("dark")}${say(face.why)}<small>${say(face.todo)}</small>
        </div>`;
      case "empty":
      case "hidden":
        return html`<div class="message">
          ${icon(face.kind)}${say(face.kind)}<small>${say(`${face.kind}_do`)}</small>
        </div>`;
    }
  }

  private since(say: Say, at: number): string {
    const time = clockTime(this.hass, at);
    const now = this.hass ? lineOf(this.hass).now() : at;
    return now - at < A_DAY / 2 ? say("since", { time }) : say("since_day", { time, day: dayName(this.hass, at) });
  }
}

/** What of a watch can change a tile's face. */
function shown(watch: Watch | null): unknown {
  if (!watch) return null;
  const { fresh, last, link, reason, way, silent } = watch;
  return [fresh, fresh ? null : last, link, reason, way, fresh ? 0 : Math.floor(silent)];
}

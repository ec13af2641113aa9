import type { Hass } from "../hass";
import type { Player, Report } from "./player";

const EVERY = 1000;
const LIMIT = 8000;
const TRIES = 4;

/** Asks for one still after another. Stills that don't differ in a single byte are no new pictures. */
export class StillsPlayer implements Player {
  readonly way = "stills";
  private shown = 0;
  private at: number | null = null;
  private timer = 0;
  private stopped = false;
  private failures = 0;
  private last: Uint8Array = new Uint8Array();
  private url: string | null = null;
  private readonly abort = new AbortController();

  constructor(
    private readonly image: HTMLImageElement,
    private readonly hass: () => Hass,
    private readonly camera: string,
    private readonly report: Report,
    private readonly now: () => number,
  ) {
    void this.next();
  }

  frames(): number {
    return this.shown;
  }

  dropped(): number {
    return 0;
  }

  shownAt(): number | null {
    return this.at;
  }

  stop(): void {
    this.stopped = true;
    this.abort.abort();
    window.clearTimeout(this.timer);
    this.image.removeAttribute("src");
    if (this.url) URL.revokeObjectURL(this.url);
  }

  private async next(): Promise<void> {
    const began = performance.now();
    try {
      const signal = AbortSignal.any([this.abort.signal, AbortSignal.timeout(LIMIT)]);
      const answer = await this.hass().fetchWithAuth(`/api/camera_proxy/${this.camera}`, {
        signal,
      });
      if (!answer.ok) throw new Error(String(answer.status));
      this.show(new Uint8Array(await answer.arrayBuffer()));
      this.failures = 0;
    } catch {
      this.failures += 1;
    }
    if (this.stopped) return;
    if (this.failures >= TRIES) {
      this.report.ended("failed");
      return;
    }
    const wait = Math.max(200, EVERY * (1 + this.failures) - (performance.now() - began));
    this.timer = window.setTimeout(() => void this.next(), wait);
  }

  private show(jpeg: Uint8Array<ArrayBuffer>): void {
    if (this.stopped || same(jpeg, this.last)) return;
    this.last = jpeg;
    this.shown += 1;
    this.at = this.now();
    const old = this.url;
    this.url = URL.createObjectURL(new Blob([jpeg], { type: "image/jpeg" }));
    this.image.src = this.url;
    if (old) URL.revokeObjectURL(old);
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** Less than a screen's refresh: nearer needs no correction. */
const NEAR = 0.01;
const HIGHEST_FPS = 60;
const LOW_WEIGHT = 0.1;
const EARLY_WEIGHT = 0.5;
const LATE_WEIGHT = 0.01;

/** Learns how long a picture lasts from how the media clock moves with the pictures that came. */
export class Interval {
  private mean: number | null = null;
  private media: number | null = null;

  note(media: number, pictures: number): void {
    if (this.media !== null && media > this.media && pictures > 0) {
      const each = (media - this.media) / pictures;
      this.mean = this.mean === null ? each : this.mean + (each - this.mean) * LOW_WEIGHT;
    }
    this.media = media;
  }

  /** Seconds; whole numbers of pictures a second, so that tiles of one recorder agree. Null where unknown. */
  get seconds(): number | null {
    if (this.mean === null || this.mean <= 0) return null;
    const fps = Math.round(1 / this.mean);
    return fps >= 1 && fps <= HIGHEST_FPS && Math.abs(1 / this.mean - fps) < 0.25 ? 1 / fps : null;
  }
}

/** Learns at which moments the hub sends: it does so for all tiles at once, and only delays come on top. */
export class Beat {
  private offset: number | null = null;

  /** `period`: seconds between two moments. */
  constructor(private readonly period: number) {}

  /** Takes in that a message came; `now` in seconds. */
  note(now: number): void {
    this.offset ??= now;
    const past = this.since(now);
    const late = past - Math.round(past / this.period) * this.period;
    this.offset += late * (late < 0 ? EARLY_WEIGHT : LATE_WEIGHT);
  }

  /** Seconds from one of the moments, always the same one, to `now`. */
  since(now: number): number {
    return now - (this.offset ?? 0);
  }
}

/**
 * By how many seconds to move a tile's screen (forward if positive), so that all tiles change pictures at the same
 * moments: the page is then composed once for all of them, instead of once for each.
 *
 * `boundary`: a moment at which the tile changes pictures; `room`: how far it may go forward. All in seconds.
 */
export function phaseShift(boundary: number, interval: number, room: number): number {
  const late = boundary - Math.round(boundary / interval) * interval;
  const near = Math.abs(late) < NEAR ? 0 : late;
  // A whole picture more than is needed waits: it can go too.
  if (room - near > interval) return near + interval;
  return near > 0 && near > room ? near - interval : near;
}

/** How many pictures a message holds: each is one `moof`. */
export function countPictures(data: Uint8Array): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let count = 0;
  for (let at = 0; at + 8 <= data.length; ) {
    const size = view.getUint32(at);
    if (view.getUint32(at + 4) === 0x6d6f6f66) count += 1;
    if (size < 8) break;
    at += size;
  }
  return count;
}

import { framesOf } from "./player";

/** Milliseconds after a change of the rate in which pictures may be dropped or run out because of it. */
const CALM_AFTER = 500;

/** Counts the pictures that a video drops though it goes at its own pace: only these say anything of the machine. */
export class Drops {
  private excused = 0;
  private seen = 0;
  private moved = true;
  private calmFrom = 0;

  constructor(private readonly video: HTMLVideoElement) {}

  get count(): number {
    return framesOf(this.video).dropped - this.excused;
  }

  /** Whether it goes faster or slower, jumps, or has just done so. */
  get moving(): boolean {
    const { playbackRate, seeking } = this.video;
    return playbackRate !== 1 || seeking || performance.now() < this.calmFrom;
  }

  setRate(rate: number): void {
    if (this.video.playbackRate === rate) return;
    this.video.playbackRate = rate;
    this.calmFrom = performance.now() + CALM_AFTER;
  }

  /** A new source: the browser counts its pictures from nothing. */
  begin(): void {
    this.excused = this.seen = 0;
    this.moved = true;
  }

  look(): void {
    const { dropped } = framesOf(this.video);
    const moved = this.moved;
    this.moved = this.moving;
    if (moved || this.moved) this.excused += dropped - this.seen;
    this.seen = dropped;
  }
}

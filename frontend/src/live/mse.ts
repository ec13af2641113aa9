import { Drops } from "./drops";
import { GROUP, type Line } from "./line";
import { Pace } from "./pace";
import { countPictures, Interval, phaseShift } from "./phase";
import { empty, framesOf, type Player, type Report } from "./player";
import type { Fragment, Said } from "./wire";

interface MediaSourceKind {
  new (): MediaSource;
  isTypeSupported(mime: string): boolean;
}

declare global {
  interface Window {
    ManagedMediaSource?: MediaSourceKind;
  }
}

const KEEP = 4;
const TRIM_OVER = 12;

export function mediaSourceKind(): MediaSourceKind | undefined {
  return window.MediaSource ?? window.ManagedMediaSource;
}

const ALIGN = 0.08;

/** Plays the hub's fragments through MediaSource. */
export class MsePlayer implements Player {
  readonly way = "mse";
  private source: MediaSource | null = null;
  private buffer: SourceBuffer | null = null;
  private mime = "";
  private readonly waiting: Uint8Array<ArrayBuffer>[] = [];
  private nextMime: string | null = null;
  /** Init segment that waits for the first picture: only that tells whether the clock goes on. */
  private init: Uint8Array<ArrayBuffer> | null = null;
  private broken = false;
  private readonly pace = new Pace(GROUP / 1000);
  private readonly interval = new Interval();
  private media = 0;
  private shifting = 0;
  private shown = 0;
  private readonly drops: Drops;
  private url: string | null = null;
  private offset: number | null = null;
  private jumpToNewest = false;
  private readonly unwatch: () => void;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly line: Line,
    slot: string,
    private readonly report: Report,
  ) {
    this.drops = new Drops(video);
    video.addEventListener("error", this.failed);
    video.addEventListener("waiting", this.ranDry);
    this.unwatch = line.watch(slot, {
      said: (said) => this.said(said),
      fragment: (fragment) => this.take(fragment),
      broken: () => {
        this.broken = true;
        report.link("line", null, line.now());
      },
    });
  }

  frames(): number {
    // While it jumps, pictures are decoded that nobody sees: the old one still stands on the screen.
    if (!this.video.seeking) this.shown = framesOf(this.video).shown;
    return this.shown;
  }

  dropped(): number {
    return this.drops.count;
  }

  strained(): boolean {
    return this.pace.dropped();
  }

  eased(): void {
    this.pace.kept();
  }

  shownAt(): number | null {
    return this.offset === null || this.frames() <= 0
      ? null
      : this.video.currentTime + this.offset;
  }

  stop(): void {
    this.unwatch();
    window.clearTimeout(this.shifting);
    this.video.removeEventListener("error", this.failed);
    this.video.removeEventListener("waiting", this.ranDry);
    this.waiting.length = 0;
    this.buffer = null;
    this.source = null;
    empty(this.video);
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = null;
  }

  private said(said: Exclude<Said, { is: "pong" }>): void {
    switch (said.is) {
      case "state":
        this.report.link(said.state, said.reason, said.since);
        if (said.state === "live" && said.reason === "codec") this.report.ended("unfit");
        break;
      case "denied":
        this.report.link("denied", said.reason, 0);
        this.report.ended(said.reason === "too_many" ? "unfit" : "failed");
        break;
      case "start":
        this.begin(said.mime);
    }
  }

  private begin(mime: string): void {
    if (!mediaSourceKind()?.isTypeSupported(mime)) {
      this.report.ended("unfit");
      return;
    }
    this.waiting.length = 0;
    this.jumpToNewest = true;
    this.nextMime = mime;
  }

  /** Goes on in the same buffer, or in a new one where the hub's media clock began anew. */
  private goOn(init: Uint8Array<ArrayBuffer>, media: number): void {
    const kind = mediaSourceKind();
    if (kind && (this.source === null || this.broken || media < this.newest() - 0.05)) {
      this.broken = false;
      this.buffer = null;
      this.open(kind);
    }
    this.waiting.push(init);
  }

  private newest(): number {
    const buffered = this.buffer?.buffered;
    return buffered?.length ? buffered.end(buffered.length - 1) : 0;
  }

  private open(kind: MediaSourceKind): void {
    const source = new kind();
    this.source = source;
    source.onsourceopen = () => {
      if (source !== this.source || !this.nextMime) return;
      source.duration = Infinity;
      this.mime = this.nextMime;
      this.nextMime = null;
      const buffer = source.addSourceBuffer(this.mime);
      this.buffer = buffer;
      buffer.onupdateend = () => this.appended();
      buffer.onerror = this.failed;
      this.flush();
    };
    this.drops.begin();
    this.video.disableRemotePlayback = true;
    this.video.muted = true;
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = URL.createObjectURL(source);
    this.video.src = this.url;
  }

  private take(fragment: Fragment): void {
    if (fragment.init) {
      this.init = fragment.data;
      return;
    }
    if (this.init) {
      this.goOn(this.init, fragment.media);
      this.init = null;
    }
    if (fragment.gap || fragment.backlog) {
      this.jumpToNewest = true;
      this.pace.restart();
    } else {
      this.pace.arrival(performance.now() / 1000);
    }
    this.offset = fragment.wall - fragment.media;
    this.media = fragment.media;
    this.interval.note(fragment.media, countPictures(fragment.data));
    this.waiting.push(fragment.data);
    this.flush();
  }

  private flush(): void {
    const buffer = this.buffer;
    if (!buffer || buffer.updating || this.waiting.length === 0 || this.video.error) return;
    try {
      if (this.nextMime) {
        if (this.nextMime !== this.mime) buffer.changeType(this.nextMime);
        this.mime = this.nextMime;
        this.nextMime = null;
      }
      buffer.appendBuffer(joined(this.waiting));
      this.waiting.length = 0;
    } catch (error) {
      const full = error instanceof DOMException && error.name === "QuotaExceededError";
      if (!full || !this.trim(0)) this.failed();
    }
  }

  private appended(): void {
    this.hold();
    if (!this.trim(TRIM_OVER)) this.flush();
  }

  /** Forgets pictures that were shown; returns whether it is doing so now. */
  private trim(over: number): boolean {
    const { buffer, video } = this;
    if (!buffer || buffer.updating || buffer.buffered.length === 0) return false;
    const first = buffer.buffered.start(0);
    if (video.currentTime - first <= Math.max(over, KEEP)) return false;
    buffer.remove(first, video.currentTime - KEEP);
    return true;
  }

  /** Keeps the screen close to the newest picture. */
  private hold(): void {
    const { buffer, video } = this;
    if (!buffer || buffer.buffered.length === 0) return;
    this.drops.look();
    const last = buffer.buffered.length - 1;
    const newest = buffer.buffered.end(last);
    const outside = video.currentTime < buffer.buffered.start(last);
    const step = this.pace.step(newest - video.currentTime);
    if (this.jumpToNewest || outside || step.jump) {
      video.currentTime = Math.max(buffer.buffered.start(last), newest - this.pace.aim);
      video.playbackRate = 1;
      this.jumpToNewest = false;
    } else if (step.rate !== 1) {
      this.drops.setRate(step.rate);
    } else if (!this.shifting) {
      this.drops.setRate(1);
      this.align(newest - video.currentTime - this.pace.aim);
    }
    if (video.paused) video.play().catch(() => undefined);
  }

  /** Moves the changes of pictures to the moments at which the other tiles have theirs. */
  private align(room: number): void {
    const interval = this.interval.seconds;
    if (interval === null || this.video.paused || this.video.seeking) return;
    const boundary = performance.now() / 1000 + this.media - this.video.currentTime;
    const shift = phaseShift(this.line.beat.since(boundary - this.pace.aim), interval, room);
    if (shift === 0) return;
    this.drops.setRate(shift > 0 ? 1 + ALIGN : 1 - ALIGN);
    this.shifting = window.setTimeout(() => {
      this.shifting = 0;
      this.drops.setRate(1);
    }, (Math.abs(shift) / ALIGN) * 1000);
  }

  private readonly ranDry = (): void => {
    if (!this.drops.moving && !this.jumpToNewest) this.pace.ranDry(performance.now() / 1000);
  };

  private readonly failed = (): void => this.report.ended("failed");
}

function joined(parts: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

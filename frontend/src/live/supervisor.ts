import { Backoff } from "./backoff";
import type { End, Player, Report, Way } from "./player";

export interface Watch {
  /** Whether new pictures came within the last seconds. */
  fresh: boolean;
  /** Hub's time of the last picture, Unix seconds; null where none came yet. */
  last: number | null;
  /** What the hub says of the slot's session, and why. */
  link: string | null;
  reason: string | null;
  way: Way;
  /** For how many seconds nothing was shown since the watch began or the last picture. */
  silent: number;
}

export type Make = (way: Way, report: Report) => Player;

const LOOK_EVERY = 1000;
/** Milliseconds without a new picture until it is called old. */
export const STALL = 5000;
const PATIENCE = 12_000;
const STEP_DOWN_AFTER = 3;
const UP_FIRST = 60_000;
const UP_LIMIT = 900_000;
const WINDOW = 6000;
const SETTLE = 5000;
const TOO_MANY_DROPPED = 0.05;
const LEAST_FRAMES = 40;
/** Words of the hub with which another attempt of ours would change nothing: it is mending it. */
const HUB_WORKS = ["connecting", "lost", "refused", "off", "line"];

/** Watches a player's frames, starts it again, and steps down to a humbler way and up again. */
export class Supervisor {
  private player: Player | null = null;
  private at = 0;
  private readonly unfit = new Set<Way>();
  private readonly backoff = new Backoff(700, 10_000);
  private timer = 0;
  private restart = 0;
  private over = false;
  private frames = 0;
  private fails = 0;
  private progressed: number;
  private attempted: number;
  private began = 0;
  private upAt = Infinity;
  private upWait = UP_FIRST;
  private window = { at: 0, frames: 0, dropped: 0 };
  private link: string | null = null;
  private reason: string | null = null;
  private last: number | null = null;

  constructor(
    private readonly ways: Way[],
    private readonly make: Make,
    private readonly changed: (watch: Watch) => void,
    private readonly hubNow: () => number,
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.progressed = this.attempted = this.clock();
    this.start();
    this.timer = window.setInterval(() => this.look(), LOOK_EVERY);
  }

  stop(): void {
    window.clearInterval(this.timer);
    window.clearTimeout(this.restart);
    this.player?.stop();
    this.player = null;
  }

  get way(): Way {
    return this.ways[this.at] ?? "stills";
  }

  get current(): Player | null {
    return this.player;
  }

  /** How often a player was begun, for those who look for the cause. */
  starts = 0;

  private start(): void {
    this.starts += 1;
    this.over = false;
    window.clearTimeout(this.restart);
    this.player?.stop();
    this.player = null;
    this.frames = 0;
    this.attempted = this.began = this.clock();
    this.window = { at: this.attempted, frames: 0, dropped: 0 };
    const way = this.way;
    let player: Player | null = null;
    // A report of a player that was replaced meanwhile is nobody's any more.
    const mine = (): boolean => player === null || player === this.player;
    player = this.make(way, {
      ended: (end) => mine() && this.ended(end),
      link: (link, reason, since) => mine() && this.heard(link, reason, since),
    });
    this.player = player;
  }

  private heard(link: string, reason: string | null, since: number): void {
    this.link = link;
    this.reason = reason;
    if (link === "lost" && since > 0) this.last = since;
    if (link === "live") this.attempted = this.clock();
    this.tell();
  }

  private ended(end: End): void {
    // A player may fail in several ways at once; its last picture stays until the next one begins.
    if (this.over) return;
    this.over = true;
    if (end === "unfit") {
      this.unfit.add(this.way);
      this.move(1);
      return;
    }
    this.fails += 1;
    if (this.fails >= STEP_DOWN_AFTER && this.move(1)) return;
    this.again();
  }

  private again(): void {
    window.clearTimeout(this.restart);
    this.restart = window.setTimeout(() => this.start(), this.backoff.next());
  }

  /** Goes to the next fit way, down (1) or up (-1); false where there is none. */
  private move(direction: 1 | -1): boolean {
    let to = this.at + direction;
    while (this.ways[to] !== undefined && this.unfit.has(this.ways[to] as Way)) to += direction;
    if (this.ways[to] === undefined) {
      if (direction === 1) this.again();
      return false;
    }
    this.at = to;
    this.fails = 0;
    this.link = this.reason = null;
    if (direction === 1) this.planToRise();
    window.clearTimeout(this.restart);
    this.restart = window.setTimeout(() => this.start(), 0);
    return true;
  }

  private planToRise(): void {
    this.upAt = this.clock() + this.upWait;
    this.upWait = Math.min(this.upWait * 2, UP_LIMIT);
  }

  /** Looks at once: something about the picture has just changed. */
  look(): void {
    const now = this.clock();
    const player = this.player;
    if (player) this.count(player, now);
    const fresh = this.fresh(now);
    const quiet = now - Math.max(this.progressed, this.attempted);
    const ours = this.link === null || !HUB_WORKS.includes(this.link);
    if (player && !this.over && !fresh && ours && quiet > (this.frames ? STALL : PATIENCE)) {
      this.attempted = now;
      this.ended("failed");
    }
    if (player && now >= this.upAt && this.at > 0) {
      this.upAt = Infinity;
      if (this.move(-1)) this.planToRise();
    }
    this.tell();
  }

  private count(player: Player, now: number): void {
    const frames = player.frames();
    if (frames !== this.frames) {
      this.frames = frames;
      this.progressed = now;
      this.last = player.shownAt() ?? this.hubNow();
      this.fails = 0;
      this.backoff.reset();
    }
    // What a player leaves out on its way to the newest picture says nothing of the machine.
    if (now - this.began < SETTLE) {
      this.window = { at: now, frames, dropped: player.dropped() };
      return;
    }
    if (now - this.window.at < WINDOW) return;
    const shown = frames - this.window.frames;
    const dropped = player.dropped() - this.window.dropped;
    this.window = { at: now, frames, dropped: player.dropped() };
    if (shown + dropped > LEAST_FRAMES && dropped > (shown + dropped) * TOO_MANY_DROPPED) {
      if (!player.strained?.()) this.move(1);
    } else if (shown > LEAST_FRAMES) {
      player.eased?.();
      if (this.at === 0) this.upWait = UP_FIRST;
    }
  }

  private fresh(now: number): boolean {
    return this.last !== null && now - this.progressed < STALL;
  }

  private tell(): void {
    const now = this.clock();
    const fresh = this.fresh(now);
    this.changed({
      fresh,
      last: this.last,
      link: this.link,
      reason: this.reason,
      way: this.way,
      silent: (now - this.progressed) / 1000,
    });
  }
}

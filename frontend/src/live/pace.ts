export type Step = { jump: true } | { jump: false; rate: number };

const LEAST = 0.12;
const MOST = 1.2;
const MARGIN = 0.03;
const FORGET = 0.99;
/** The aim goes by steps, and down only with room to spare: every change of it moves the pictures of a tile. */
const STEP = 0.05;
const SPARE = 0.015;
const EXTRA_STEP = 0.05;
const EXTRA_MOST = 0.5;
/** Seconds at the beginning in which pictures run out for other reasons than a lack of patience. */
const SETTLE = 5;
/** Looks without trouble after which less patience is tried again; doubled by every relapse. */
const CALM_FIRST = 5;
const CALM_MOST = 160;
/** Rates near 1 aren't seen. Each change costs the browser work, so there are two and they are kept for long. */
const QUICK = 1.12;
const SLACK = 0.16;

function upToStep(seconds: number): number {
  return Math.ceil(seconds / STEP - 1e-9) * STEP;
}

/**
 * How many seconds of pictures to keep waiting in front of the one on the screen: as few as the line allows.
 * Too few, and pictures are dropped because they come after their turn.
 */
export class Pace {
  private extra = 0;
  private calm = 0;
  private calmWanted = CALM_FIRST;
  private arrived: number | null = null;
  private began: number | null = null;
  private rate = 1;
  private held = LEAST;

  /** `gap`: seconds between two messages, until it is known how they come. */
  constructor(private gap = 0) {
    this.settle();
  }

  get aim(): number {
    return this.held;
  }

  private settle(): void {
    const wanted = Math.min(MOST, Math.max(LEAST, this.gap + MARGIN + this.extra));
    if (wanted > this.held) this.held = upToStep(wanted);
    else this.held = Math.min(this.held, upToStep(wanted + SPARE));
  }

  /** Notes that pictures arrived; `now` in seconds. */
  arrival(now: number): void {
    if (this.arrived !== null) {
      const gap = Math.min(1, now - this.arrived);
      this.gap = Math.max(gap, this.gap * FORGET);
    }
    this.began ??= now;
    this.arrived = now;
    this.settle();
  }

  /** Begins anew after a pause that says nothing of the line. */
  restart(): void {
    this.arrived = this.began = null;
    this.rate = 1;
  }

  /** Takes in that pictures were dropped; false where more patience won't help: the machine is too weak. */
  dropped(): boolean {
    this.calm = 0;
    if (this.extra >= EXTRA_MOST) return false;
    this.extra += EXTRA_STEP;
    this.settle();
    this.calmWanted = Math.min(this.calmWanted * 2, CALM_MOST);
    return true;
  }

  /** Takes in that pictures ran out; where the line itself is late, its gap says by how much. */
  ranDry(now: number): void {
    if (this.arrived === null || this.began === null || now - this.began < SETTLE) return;
    if (now - this.arrived <= this.gap + MARGIN) this.dropped();
  }

  /** Takes in that no pictures were dropped for a while. */
  kept(): void {
    if (this.extra <= 0 || ++this.calm < this.calmWanted) return;
    this.calm = 0;
    this.extra = Math.max(0, this.extra - EXTRA_STEP);
    this.settle();
  }

  /** How to go on when the newest picture is `behind` seconds ahead of the screen. */
  step(behind: number): Step {
    if (behind > this.aim + 1.2) {
      this.rate = 1;
      return { jump: true };
    }
    if (behind > this.aim + SLACK) this.rate = QUICK;
    else if (behind <= this.aim) this.rate = 1;
    return { jump: false, rate: this.rate };
  }
}

export type Step = { jump: true } | { jump: false; rate: number };

const LEAST = 0.12;
const MOST = 1.2;
const MARGIN = 0.03;
const FORGET = 0.97;
const EXTRA_STEP = 0.08;
const EXTRA_MOST = 0.5;
/** Looks without trouble after which less patience is tried again; doubled by every relapse. */
const CALM_FIRST = 5;
const CALM_MOST = 160;
/** Rates near 1 aren't seen. Each change costs the browser work, so there are two and they are kept for long. */
const QUICK = 1.12;
const SLACK = 0.16;

/**
 * How many seconds of pictures to keep waiting in front of the one on the screen: as few as the line allows.
 * Too few, and pictures are dropped because they come after their turn.
 */
export class Pace {
  private gap = 0;
  private extra = 0;
  private calm = 0;
  private calmWanted = CALM_FIRST;
  private arrived: number | null = null;
  private rate = 1;

  get aim(): number {
    return Math.min(MOST, Math.max(LEAST, this.gap + MARGIN + this.extra));
  }

  /** Notes that pictures arrived; `now` in seconds. */
  arrival(now: number): void {
    if (this.arrived !== null) {
      const gap = Math.min(1, now - this.arrived);
      this.gap = Math.max(gap, this.gap * FORGET);
    }
    this.arrived = now;
  }

  /** Begins anew after a pause that says nothing of the line. */
  restart(): void {
    this.arrived = null;
    this.rate = 1;
  }

  /** Takes in that pictures were dropped; false where more patience won't help: the machine is too weak. */
  dropped(): boolean {
    this.calm = 0;
    if (this.extra >= EXTRA_MOST) return false;
    this.extra += EXTRA_STEP;
    this.calmWanted = Math.min(this.calmWanted * 2, CALM_MOST);
    return true;
  }

  /** Takes in that no pictures were dropped for a while. */
  kept(): void {
    if (this.extra <= 0 || ++this.calm < this.calmWanted) return;
    this.calm = 0;
    this.extra = Math.max(0, this.extra - EXTRA_STEP);
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

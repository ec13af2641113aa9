/** Seconds of pictures kept waiting in front of the one on the screen. */
export interface Pace {
  aim: number;
  /** Over this much a jump is better than catching up. */
  jump: number;
}

export type Step = { jump: true } | { jump: false; rate: number };

const SLACK = 0.08;

/**
 * How to go on when the newest picture is `behind` seconds ahead of the screen.
 * Rates near 1 aren't seen; pictures only get older by waiting, so a buffer that ran dry isn't slowed down for long.
 */
export function keepUp(behind: number, pace: Pace, rate: number): Step {
  if (behind > pace.jump) return { jump: true };
  if (behind > pace.aim + 0.4) return { jump: false, rate: 1.25 };
  if (behind > pace.aim + SLACK) return { jump: false, rate: 1.1 };
  if (behind < pace.aim - SLACK) return { jump: false, rate: 0.95 };
  // Between both: a rate that was changed is kept until the aim is passed, so that it doesn't flutter.
  if (rate > 1 && behind > pace.aim) return { jump: false, rate };
  if (rate < 1 && behind < pace.aim) return { jump: false, rate };
  return { jump: false, rate: 1 };
}

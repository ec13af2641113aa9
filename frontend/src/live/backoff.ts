/** Waits that grow to a limit, each between half and the whole of it, so that many pages don't come at once. */
export class Backoff {
  private tries = 0;

  constructor(
    private readonly first = 500,
    private readonly limit = 15_000,
    private readonly random: () => number = Math.random,
  ) {}

  next(): number {
    const whole = Math.min(this.limit, this.first * 2 ** this.tries++);
    return whole * (0.5 + this.random() / 2);
  }

  reset(): void {
    this.tries = 0;
  }
}

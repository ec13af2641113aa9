import type { Hass } from "./hass";
import { Backoff } from "./live/backoff";
import type { Snapshot } from "./model";

type Listener = () => void;

/** The page's one subscription to what the wall shows; mends itself. */
export class Feed {
  snapshot: Snapshot | null = null;
  /** Whether what is shown is what the hub says now; since when not, page's Unix seconds. */
  connected = false;
  lostAt: number | null = null;
  private ahead = 0;
  private readonly listeners = new Set<Listener>();
  private readonly backoff = new Backoff(500, 10_000);
  private end: (() => Promise<void>) | null = null;
  private asked = 0;
  private timer = 0;

  constructor(private readonly hass: Hass) {}

  /** Hub's clock, Unix seconds. */
  now(): number {
    return Date.now() / 1000 + this.ahead;
  }

  listen(listener: Listener): () => void {
    if (this.listeners.size === 0) this.start();
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop();
    };
  }

  private start(): void {
    this.hass.connection.addEventListener("ready", this.ready);
    this.hass.connection.addEventListener("disconnected", this.disconnected);
    void this.ask();
  }

  private stop(): void {
    this.hass.connection.removeEventListener("ready", this.ready);
    this.hass.connection.removeEventListener("disconnected", this.disconnected);
    this.letGo();
  }

  private letGo(): void {
    window.clearTimeout(this.timer);
    this.asked += 1;
    this.end?.().catch(() => undefined);
    this.end = null;
  }

  private readonly ready = (): void => {
    this.end = null;
    void this.ask();
  };

  private readonly disconnected = (): void => {
    this.connected = false;
    this.lostAt ??= Date.now() / 1000;
    this.tell();
  };

  private async ask(): Promise<void> {
    window.clearTimeout(this.timer);
    const turn = ++this.asked;
    try {
      const end = await this.hass.connection.subscribeMessage<Snapshot>(
        (snapshot) => turn === this.asked && this.take(snapshot),
        { type: "rt_cctv/wall/subscribe" },
        { resubscribe: false },
      );
      if (turn === this.asked) this.end = end;
      else void end().catch(() => undefined);
    } catch {
      // While Home Assistant starts, our commands aren't there yet.
      if (turn !== this.asked) return;
      this.disconnected();
      this.timer = window.setTimeout(() => void this.ask(), this.backoff.next());
    }
  }

  private take(snapshot: Snapshot): void {
    this.backoff.reset();
    this.snapshot = snapshot;
    this.ahead = snapshot.now - Date.now() / 1000;
    this.connected = true;
    this.lostAt = null;
    this.tell();
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

let feed: { feed: Feed; connection: unknown } | null = null;

/** The page's only feed. */
export function feedOf(hass: Hass): Feed {
  if (feed?.connection !== hass.connection) {
    feed = { feed: new Feed(hass), connection: hass.connection };
  }
  return feed.feed;
}

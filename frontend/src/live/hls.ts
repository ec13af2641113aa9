import type { Hass } from "../hass";
import { empty, framesOf, type Player, type Report } from "./player";

/** Home Assistant's HLS, where the browser plays it by itself (phones of Apple, new Chromium). */
export class HlsPlayer implements Player {
  readonly way = "hls";
  private stopped = false;

  constructor(
    private readonly video: HTMLVideoElement,
    hass: Hass,
    camera: string,
    private readonly report: Report,
  ) {
    if (!video.canPlayType("application/vnd.apple.mpegurl")) {
      queueMicrotask(() => this.report.ended("unfit"));
      return;
    }
    video.addEventListener("error", this.failed);
    void this.begin(hass, camera);
  }

  private async begin(hass: Hass, camera: string): Promise<void> {
    try {
      const { url } = await hass.callWS<{ url: string }>({
        type: "camera/stream",
        entity_id: camera,
        format: "hls",
      });
      if (this.stopped) return;
      this.video.muted = true;
      this.video.src = hass.hassUrl(url);
      await this.video.play();
    } catch {
      this.failed();
    }
  }

  frames(): number {
    return framesOf(this.video).shown;
  }

  dropped(): number {
    return framesOf(this.video).dropped;
  }

  /** HLS doesn't say when a picture was taken. */
  shownAt(): number | null {
    return null;
  }

  stop(): void {
    this.stopped = true;
    this.video.removeEventListener("error", this.failed);
    empty(this.video);
  }

  private readonly failed = (): void => {
    if (!this.stopped) this.report.ended("failed");
  };
}

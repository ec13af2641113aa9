// What every way of showing a slot has in common. A player never judges itself: the supervisor watches its frames.

export type Way = "mse" | "webrtc" | "hls" | "stills";

/** Why a way ended: `unfit` is for good (this slot, this browser), `failed` may work the next time. */
export type End = "unfit" | "failed";

export interface Player {
  readonly way: Way;
  /** Pictures shown so far. */
  frames(): number;
  /** Pictures that came but were too late to be shown. */
  dropped(): number;
  /** When the picture on the screen was taken, as far as known; Unix seconds of the hub. */
  shownAt(): number | null;
  /** Too many pictures are dropped; true where the player can do something about it itself. */
  strained?(): boolean;
  /** Hardly any picture was dropped for a while. */
  eased?(): void;
  stop(): void;
}

export interface Report {
  /** The way can't go on. */
  ended(end: End): void;
  /** What the hub says of the slot's session; null where nobody said anything. */
  link(link: string, reason: string | null, since: number): void;
}

export function framesOf(video: HTMLVideoElement): { shown: number; dropped: number } {
  const quality = video.getVideoPlaybackQuality();
  const shown = quality.totalVideoFrames - quality.droppedVideoFrames;
  return { shown, dropped: quality.droppedVideoFrames };
}

/** Stops a video and lets go of what it holds: browsers keep a decoder for each that is only paused. */
export function empty(video: HTMLVideoElement): void {
  video.pause();
  video.srcObject = null;
  video.removeAttribute("src");
  video.load();
}

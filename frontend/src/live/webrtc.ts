import type { Hass } from "../hass";
import { empty, framesOf, type Player, type Report } from "./player";

interface Offered {
  configuration: RTCConfiguration;
  dataChannel?: string;
}

type Signal =
  | { type: "session"; session_id: string }
  | { type: "answer"; answer: string }
  | { type: "candidate"; candidate: RTCIceCandidateInit }
  | { type: "error"; code: string; message: string };

/** Home Assistant's WebRTC, where a provider such as go2rtc offers it for the camera. */
export class WebRtcPlayer implements Player {
  readonly way = "webrtc";
  private peer: RTCPeerConnection | null = null;
  private end: (() => Promise<void>) | null = null;
  private session: string | null = null;
  private readonly early: RTCIceCandidate[] = [];
  private stopped = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly hass: Hass,
    private readonly camera: string,
    private readonly report: Report,
  ) {
    this.begin().catch(() => this.over("failed"));
  }

  private async begin(): Promise<void> {
    const { hass, camera } = this;
    const can = await hass.callWS<{ frontend_stream_types: string[] }>({
      type: "camera/capabilities",
      entity_id: camera,
    });
    if (!can.frontend_stream_types.includes("web_rtc") || !("RTCPeerConnection" in window)) {
      this.over("unfit");
      return;
    }
    const { configuration } = await hass.callWS<Offered>({
      type: "camera/webrtc/get_client_config",
      entity_id: camera,
    });
    if (this.stopped) return;
    const peer = new RTCPeerConnection(configuration);
    this.peer = peer;
    peer.addTransceiver("video", { direction: "recvonly" });
    peer.ontrack = (event) => this.show(new MediaStream([event.track]));
    peer.onicecandidate = (event) => this.candidate(event.candidate);
    peer.onconnectionstatechange = () => {
      if (["failed", "disconnected", "closed"].includes(peer.connectionState)) this.over("failed");
    };
    const offer = await peer.createOffer();
    await peer.setLocalDescription(offer);
    const end = await hass.connection.subscribeMessage<Signal>(
      (signal) => void this.take(signal).catch(() => this.over("failed")),
      { type: "camera/webrtc/offer", entity_id: camera, offer: offer.sdp },
      { resubscribe: false },
    );
    if (this.stopped) void end();
    else this.end = end;
  }

  private async take(signal: Signal): Promise<void> {
    switch (signal.type) {
      case "session":
        this.session = signal.session_id;
        for (const candidate of this.early.splice(0)) this.candidate(candidate);
        break;
      case "answer":
        await this.peer?.setRemoteDescription({ type: "answer", sdp: signal.answer });
        break;
      case "candidate":
        await this.peer?.addIceCandidate(signal.candidate);
        break;
      case "error":
        this.over("failed");
    }
  }

  private candidate(candidate: RTCIceCandidate | null): void {
    if (!candidate?.candidate) return;
    if (this.session === null) {
      this.early.push(candidate);
      return;
    }
    this.hass
      .callWS({
        type: "camera/webrtc/candidate",
        entity_id: this.camera,
        session_id: this.session,
        candidate: candidate.toJSON(),
      })
      .catch(() => undefined);
  }

  private show(stream: MediaStream): void {
    this.video.muted = true;
    this.video.srcObject = stream;
    this.video.play().catch(() => undefined);
  }

  frames(): number {
    return framesOf(this.video).shown;
  }

  dropped(): number {
    return framesOf(this.video).dropped;
  }

  shownAt(): number | null {
    return null;
  }

  stop(): void {
    this.stopped = true;
    this.peer?.close();
    this.end?.().catch(() => undefined);
    empty(this.video);
  }

  private over(end: "unfit" | "failed"): void {
    if (!this.stopped) this.report.ended(end);
  }
}

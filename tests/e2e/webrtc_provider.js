// Answers Home Assistant's WebRTC commands inside the page, with a drawn picture at the other end.
window.rtProvider = { offers: 0, candidates: 0, peer: null };
{
  const provider = window.rtProvider;
  const canvas = document.createElement("canvas");
  canvas.width = 640;
  canvas.height = 360;
  const pen = canvas.getContext("2d");
  let turn = 0;
  setInterval(() => {
    pen.fillStyle = `hsl(${(turn += 7)}, 80%, 50%)`;
    pen.fillRect(0, 0, 640, 360);
  }, 100);

  const answer = async (offer) => {
    provider.offers += 1;
    const peer = (provider.peer = new RTCPeerConnection());
    canvas.captureStream(10).getTracks().forEach((track) => peer.addTrack(track));
    await peer.setRemoteDescription({ type: "offer", sdp: offer });
    await peer.setLocalDescription(await peer.createAnswer());
    while (peer.iceGatheringState !== "complete") await new Promise((next) => setTimeout(next, 20));
    return peer.localDescription.sdp;
  };
  const commands = {
    "camera/capabilities": async () => ({ frontend_stream_types: ["web_rtc"] }),
    "camera/webrtc/get_client_config": async () => ({ configuration: {} }),
    "camera/webrtc/candidate": async ({ candidate }) => {
      provider.candidates += 1;
      await provider.peer.addIceCandidate(candidate).catch(() => undefined);
      return null;
    },
    "camera/webrtc/offer": async ({ offer }, tell) => {
      tell({ type: "session", session_id: "1" });
      tell({ type: "answer", answer: await answer(offer) });
      return null;
    },
  };
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    const asked = typeof data === "string" && data.startsWith("{") ? JSON.parse(data) : {};
    const command = commands[asked.type];
    if (!command) return send.call(this, data);
    const say = (said) => this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify({ id: asked.id, ...said }) }));
    const events = [];
    void command(asked, (event) => events.push(event)).then((result) => {
      say({ type: "result", success: true, result });
      for (const event of events) say({ type: "event", event });
    });
  };
}

"""Takes one picture off an RTSP stream, as a program of its own.

Decoding never shares a process with Home Assistant, and whatever hangs can be killed.
Standard input: JSON `{"url": …, "seconds": …, "path": sys.path of the caller}`, so that no
password is seen in the list of processes. Standard output: the JPEG. Exit status: 0 where there
is one, 1 where nothing opened, 2 where there was no picture in time, 3 where the login was refused.
"""

import json
import sys
import time


def take(url: str, seconds: float) -> bytes | None:
    """Decode the first whole picture and encode it as JPEG."""
    import av  # noqa: PLC0415 # found on the caller's path, which is known by now

    deadline = time.monotonic() + seconds
    with av.open(url, options={"rtsp_transport": "tcp"}, timeout=(seconds, seconds)) as container:
        stream = container.streams.video[0]
        for frame in container.decode(stream):
            if not frame.is_corrupt and (frame.key_frame or frame.pict_type == 1):
                encoder = av.CodecContext.create("mjpeg", "w")
                encoder.width, encoder.height = frame.width, frame.height
                encoder.pix_fmt = "yuvj420p"
                encoder.time_base = frame.time_base or stream.time_base
                picture = frame.reformat(format="yuvj420p", dst_color_range="JPEG")
                packets = [*encoder.encode(picture), *encoder.encode(None)]
                return b"".join(bytes(packet) for packet in packets)
            if time.monotonic() > deadline:
                return None
    return None


def main() -> int:
    """Read what to do, do it, say how it went."""
    order = json.loads(sys.stdin.read())
    sys.path[:] = order["path"]
    try:
        picture = take(order["url"], order["seconds"])
    except Exception as err:  # noqa: BLE001 # nothing of it may be printed: texts hold the address
        return 3 if type(err).__name__ == "HTTPUnauthorizedError" else 1
    if picture is None:
        return 2
    sys.stdout.buffer.write(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())

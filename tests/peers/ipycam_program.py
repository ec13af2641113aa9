"""PyPI's ipycam, a camera with an ONVIF service that somebody else wrote; in an environment of its own.

Arguments: ONVIF port, RTSP port, user, password. Prints a line when it is there. Ends when its
standard input closes.
"""

import sys
import threading

from ipycam import CameraConfig, IPCamera  # type: ignore[import-not-found]
import numpy as np


def main(onvif_port: str, rtsp_port: str, user: str, password: str) -> None:
    """Show a moving bar until nobody needs it any more."""
    config = CameraConfig(
        local_ip="127.0.0.1",
        onvif_port=int(onvif_port),
        rtsp_port=int(rtsp_port),
        username=user,
        password=password,
        serial_number="PY-000042",
    )
    camera = IPCamera(config)
    camera.start()
    print("ready", flush=True)  # noqa: T201 - a program
    ended = threading.Event()

    def wait_for_the_end() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=wait_for_the_end, daemon=True).start()
    number = 0
    while not ended.wait(0.1):
        frame = np.zeros((config.main_height, config.main_width, 3), np.uint8)
        left = number * 16 % config.main_width
        frame[:, left : left + 64] = (0, 200, 0)
        camera.stream(frame)
        number += 1
    camera.stop()


if __name__ == "__main__":
    main(*sys.argv[1:5])

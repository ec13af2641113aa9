"""pyHik beside us: listens for seconds and prints when it called back. Runs in its own environment.

Arguments: port, user, password, seconds. Prints JSON: calls back as [channel, active, monotonic].
"""

import json
import sys
import time

from pyhik.hikvision import HikCamera  # type: ignore[import-not-found]

CHANNELS = 4


def main(port: int, user: str, password: str, seconds: float) -> None:
    """Listen and print."""
    camera = HikCamera("http://127.0.0.1", port, user, password)
    heard, states = [], {str(channel): False for channel in range(1, CHANNELS + 1)}

    def called(sensor: str) -> None:
        # It also calls back when its stream comes and goes; then no state has changed.
        _, event, channel = sensor.rsplit(".", 2)
        state = camera.fetch_attributes(event, int(channel))
        if state and states.get(channel) != state[0]:
            states[channel] = state[0]
            heard.append([int(channel), bool(state[0]), time.monotonic()])

    for channel in range(1, CHANNELS + 1):
        camera.add_update_callback(called, f"{camera.get_id}.Motion.{channel}")
    camera.start_stream()
    print(json.dumps({"ready": True}), flush=True)
    time.sleep(seconds)
    camera.disconnect()
    print(json.dumps({"heard": heard}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4]))

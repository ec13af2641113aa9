"""pyHik beside us: listens for seconds and prints when it called back. Runs in its own environment.

Arguments: port, user, password, seconds. Prints JSON: calls back as [channel, active, monotonic].
"""

import json
import sys
import time

from pyhik.hikvision import HikCamera


def main(port: int, user: str, password: str, seconds: float) -> None:
    """Listen and print."""
    camera = HikCamera("http://127.0.0.1", port, user, password)
    heard = []

    def called(message: str) -> None:
        # It also calls back with the bare sensor when its stream comes and goes.
        if len(parts := message.rsplit(".", 2)) != 3:
            return
        _, event, channel = parts
        state = camera.fetch_attributes(event, int(channel))
        heard.append([int(channel), bool(state and state[0]), time.monotonic()])

    camera.add_update_callback(called, f"{camera.get_id}.Motion")
    camera.start_stream()
    print(json.dumps({"ready": True}), flush=True)
    time.sleep(seconds)
    camera.disconnect()
    print(json.dumps({"heard": heard}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4]))

"""Pictures, as far as the demo looks at them."""

import io
from itertools import islice

import av


def size_of(data: bytes) -> str | None:
    """Return the size of the first picture in the data, None where none decodes."""
    try:
        with av.open(io.BytesIO(data), mode="r") as container:
            for frame in islice(container.decode(video=0), 1):
                return f"{frame.width}x{frame.height}"
    except av.FFmpegError:
        pass
    return None

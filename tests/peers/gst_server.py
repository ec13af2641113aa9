"""GStreamer's RTSP server with digest authentication; runs under the system's own Python.

Arguments: clip, path, user, password. Prints its port. Ends when its standard input closes.
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

_PIPELINE = (
    "( filesrc location={clip} ! decodebin ! videoconvert ! videoscale ! video/x-raw,width=640,height=480 ! "
    "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=10 bitrate=1500 ! h264parse ! "
    "rtph264pay name=pay0 pt=96 config-interval=1 )"
)


def main(clip: str, path: str, user: str, password: str) -> None:
    """Serve the clip until nobody needs it any more."""
    Gst.init(None)
    server = GstRtspServer.RTSPServer.new()
    server.set_address("127.0.0.1")
    server.set_service("0")
    auth = GstRtspServer.RTSPAuth.new()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    token = GstRtspServer.RTSPToken.new()
    token.set_string("media.factory.role", "viewer")
    auth.add_digest(user, password, token)
    server.set_auth(auth)
    factory = GstRtspServer.RTSPMediaFactory.new()
    factory.set_launch(_PIPELINE.format(clip=clip))
    factory.set_shared(True)
    permissions = GstRtspServer.RTSPPermissions.new()
    for permission in ("media.factory.access", "media.factory.construct"):
        permissions.add_permission_for_role("viewer", permission, True)
    factory.set_permissions(permissions)
    server.get_mount_points().add_factory(path, factory)
    server.attach(None)
    print(server.get_bound_port(), flush=True)  # noqa: T201 - a program
    loop = GLib.MainLoop()
    GLib.io_add_watch(sys.stdin, GLib.IO_HUP | GLib.IO_IN, lambda *_: loop.quit())
    loop.run()


if __name__ == "__main__":
    main(*sys.argv[1:5])

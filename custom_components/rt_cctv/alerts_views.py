"""What the alerts serve over HTTP, to logged-in users only: pictures of incidents, and the kentongan."""

from http import HTTPStatus

from aiohttp import web
from homeassistant.components.http import KEY_HASS, KEY_HASS_USER, HomeAssistantView
from homeassistant.core import HomeAssistant, callback

from .access import may_see
from .alerts_setup import loaded_alerts
from .const import DOMAIN
from .evidence import EVIDENCE_URL, evidence_name
from .kentongan import Code, sound
from .people import beats_of, posts_of
from .playback_views import PlaybackPartView, PlaybackView
from .ranged import ranged


@callback
def async_register_views(hass: HomeAssistant) -> None:
    """Register them."""
    hass.http.register_view(EvidenceView())
    hass.http.register_view(KentonganView())
    hass.http.register_view(PlaybackView())
    hass.http.register_view(PlaybackPartView())


class EvidenceView(HomeAssistantView):
    """The still or clip of an incident."""

    url = f"{EVIDENCE_URL}/{{entry_id}}/{{name}}"
    name = f"api:{DOMAIN}:evidence"

    async def get(self, request: web.Request, entry_id: str, name: str) -> web.Response:
        """Return it; a still that is on its way is waited for."""
        hass = request.app[KEY_HASS]
        alerts, wanted = loaded_alerts(hass, entry_id), evidence_name(name)
        if alerts is None or wanted is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        if not may_see(hass, request[KEY_HASS_USER], alerts.entry, wanted.slot):
            return web.Response(status=HTTPStatus.FORBIDDEN)
        data = await alerts.evidence.async_get(wanted)
        if data is None:
            # Of an incident that has no picture (its camera is dark) it is no error to ask for one.
            known = wanted.incident in alerts.state.incidents
            return web.Response(status=HTTPStatus.NO_CONTENT if known else HTTPStatus.NOT_FOUND)
        headers = {"Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff"}
        return ranged(request, data, wanted.content_type, headers)


class KentonganView(HomeAssistantView):
    """One beat code of an RT as a sound."""

    url = f"/api/{DOMAIN}/kentongan/{{entry_id}}/{{code}}.wav"
    name = f"api:{DOMAIN}:kentongan"

    async def get(self, request: web.Request, entry_id: str, code: str) -> web.Response:
        """Return it as the RT beats it."""
        hass = request.app[KEY_HASS]
        entry = hass.config_entries.async_get_entry(entry_id)
        if entry is None or entry.domain != DOMAIN or code not in {str(known) for known in Code}:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        pattern = beats_of(posts_of(entry))[Code(code)]
        wav = await hass.async_add_executor_job(sound, pattern)
        return ranged(request, wav, "audio/wav", {})


def kentongan_path(entry_id: str, code: Code) -> str:
    """Return where a beat code is served."""
    return f"/api/{DOMAIN}/kentongan/{entry_id}/{code}.wav"

"""Shows in Repairs what ails the alerts."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN


@callback
def async_show_issue(hass: HomeAssistant, issue: str, key: str | None, **blanks: str) -> None:
    """Warn with the text of that translation key; None takes the warning back."""
    if key is None:
        ir.async_delete_issue(hass, DOMAIN, issue)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue,
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=key,
        translation_placeholders=blanks or None,
    )

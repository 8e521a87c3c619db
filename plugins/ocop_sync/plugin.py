"""The switch in Saleor: the one file of this plugin that knows what it is plugged into."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from saleor.plugins.base_plugin import BasePlugin, ConfigurationTypeField
from saleor.plugins.manager import get_plugins_manager

from plugins.ocop_sync.book import Unreadable

PLUGIN_ID = "marketplace.ocop_sync"
MOST_ROWS = "Most rows in one file"
DEFAULT_MOST_ROWS = 200_000


class OcopSyncPlugin(BasePlugin):
    """Imports certificates from the registry's published lists.

    It hooks into nothing: switched off, there are no imports, and every star that a certificate
    backs stays as it is.
    """

    PLUGIN_ID = PLUGIN_ID
    PLUGIN_NAME = "OCOP sync"
    PLUGIN_DESCRIPTION = "Certificates and star badges from the published lists of the register."
    DEFAULT_ACTIVE = True
    DEFAULT_CONFIGURATION = [{"name": MOST_ROWS, "value": str(DEFAULT_MOST_ROWS)}]
    CONFIG_STRUCTURE = {
        MOST_ROWS: {
            "type": ConfigurationTypeField.STRING,
            "help_text": "A file with more product rows than this is refused.",
            "label": MOST_ROWS,
        }
    }

    @property
    def most_rows(self) -> int:
        """Raises Unreadable: plugin_misconfigured, where somebody wrote past the check below."""
        values = {item["name"]: item["value"] for item in self.configuration}
        most = values.get(MOST_ROWS)
        if not _is_positive(most):
            raise Unreadable("plugin_misconfigured", name=MOST_ROWS, value=str(most)[:50])
        return int(str(most))

    @classmethod
    def validate_plugin_configuration(cls, plugin_configuration) -> None:
        """Saleor asks before it saves a configuration. Raises ValidationError."""
        for item in plugin_configuration.configuration:
            if item["name"] == MOST_ROWS and not _is_positive(item["value"]):
                raise ValidationError({MOST_ROWS: _("Write a whole number above zero.")})


def most_rows() -> int | None:
    """How many product rows one file may have; None while the plugin is switched off.

    Raises Unreadable: plugin_misconfigured.
    """
    plugin = get_plugins_manager().get_plugin(PLUGIN_ID)
    return plugin.most_rows if plugin and plugin.active else None


def _is_positive(value: object) -> bool:
    written = str(value)
    return written.isdecimal() and len(written) <= 9 and int(written) > 0

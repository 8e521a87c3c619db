"""The project's settings with the bridge as its only room: it needs no other."""

from marketplace import settings as project
from marketplace.settings import *  # noqa: F403

INSTALLED_APPS = [
    app
    for app in project.INSTALLED_APPS
    if not app.startswith(("marketplace.", "plugins.", "axes")) or app.endswith(".saleor_bridge")
]
ROOT_URLCONF = __name__
urlpatterns: list = []

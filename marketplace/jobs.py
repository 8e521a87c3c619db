"""The worker's app: `celery -A marketplace.jobs worker -B`.

Tasks stand in the tasks.py of our own rooms; Saleor's tasks are none of ours and are not loaded. Broker and schedule
come from the settings that begin with CELERY_.
"""

import os

from celery import Celery
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

app = Celery("marketplace")
app.config_from_object("django.conf:settings", namespace="CELERY")


def rooms() -> list[str]:
    names = [config.name for config in apps.get_app_configs()]
    return [name for name in names if name.startswith(("marketplace.", "plugins."))]


app.autodiscover_tasks(rooms)

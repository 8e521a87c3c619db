"""What the web server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

from marketplace import jobs  # noqa: F401  (tasks sent from here find their broker through it)

application = get_wsgi_application()

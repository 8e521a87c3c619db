from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "marketplace.places"
    label = "ocop_places"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Places"

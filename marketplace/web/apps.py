from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "marketplace.web"
    label = "ocop_web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.urls import register_converter

        from marketplace.web.codes import CodeConverter, DigestConverter, LotCodeConverter

        # Before any room's addresses are read.
        register_converter(CodeConverter, "code")
        register_converter(DigestConverter, "digest")
        register_converter(LotCodeConverter, "lot_code")

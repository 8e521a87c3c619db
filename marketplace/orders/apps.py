from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "marketplace.orders"
    label = "ocop_orders"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.orders import (  # noqa: F401  (register their handlers)
            arrival,
            booking_news,
            holding,
            messages,
        )
        from marketplace.orders.carriers import asking  # noqa: F401
        from marketplace.orders.order_check import ask  # noqa: F401  (registers its handler)

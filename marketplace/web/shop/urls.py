"""The shop's addresses; the project puts them under no prefix, and under /en/ for English."""

from django.urls import path

from marketplace.web.shop import (
    basket,
    checkout,
    home,
    order,
    place,
    places,
    producer,
    product,
    products,
    suggestions,
    truth,
    verify,
)

app_name = "shop"
urlpatterns = [
    path("", home.home, name="home"),
    path("san-pham/", products.products, name="products"),
    path("san-pham/goi-y/", suggestions.suggestions, name="suggestions"),
    path("san-pham/<slug:slug>-<code:code>/", product.product, name="product"),
    path("nha-san-xuat/<slug:slug>-<code:code>/", producer.producer, name="producer"),
    path("diem-ban/", places.places, name="places"),
    path("diem-ban/<slug:slug>-<code:code>/", place.place, name="place"),
    path("gio-hang/", basket.basket, name="basket"),
    path("gio-hang/them/", basket.add, name="basket_add"),
    path("gio-hang/so-luong/", basket.set_quantity, name="basket_quantity"),
    path("dat-hang/", checkout.checkout, name="checkout"),
    path("dat-hang/xa/", checkout.communes, name="communes"),
    path("don-hang/<code:code>/", order.order, name="order"),
    path("su-that-ton-kho/", truth.truth, name="truth"),
    path("ocop/<code:code>/", verify.verify, name="verify"),
    path("ocop/<code:code>/badge.svg", verify.badge_picture, name="badge"),
]

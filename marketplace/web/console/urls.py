"""The console's addresses, under /quan-ly/."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from marketplace.web.console import certified, home, imports, orders, publish, sign_in, stock

app_name = "console"

urlpatterns = [
    path("", home.home, name="home"),
    path("dang-nhap/", sign_in.SignInView.as_view(), name="sign_in"),
    path("dang-xuat/", LogoutView.as_view(), name="sign_out"),
    path("san-pham/", certified.certified, name="certified"),
    path("san-pham/<str:code>/dua-len-ban/", publish.publish, name="publish"),
    path("don-hang/", orders.orders, name="orders"),
    path("don-hang/<str:code>/", orders.order, name="order"),
    path("don-hang/<str:code>/da-giao/", orders.hand_over, name="hand_over"),
    path("don-hang/<str:code>/huy/", orders.cancel, name="cancel"),
    path("ton-kho/", stock.stock, name="stock"),
    path("nhap-danh-sach/", imports.imports, name="imports"),
    path("nhap-danh-sach/<str:sha256>/", imports.imported, name="imported"),
]

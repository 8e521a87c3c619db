"""The account's addresses, below tai-khoan/."""

from django.urls import path

from marketplace.web.shop.account import addresses, orders, own_data, settings, sign_in, sign_up

urlpatterns = [
    path("", orders.orders, name="account"),
    path("don-hang/them/", orders.add_order, name="add_order"),
    path("dang-nhap/", sign_in.SignInView.as_view(), name="sign_in"),
    path("dang-xuat/", sign_in.sign_out, name="sign_out"),
    path("dang-ky/", sign_up.sign_up, name="sign_up"),
    path("quen-mat-khau/", sign_up.forgotten, name="forgotten"),
    path("ma/", sign_up.code, name="account_code"),
    path("mat-khau-moi/", sign_up.new_password, name="new_password"),
    path("mat-khau/", settings.password, name="password"),
    path("dong-y/", settings.consents, name="consents"),
    path("dia-chi/", addresses.addresses, name="addresses"),
    path("dia-chi/them/", addresses.add, name="address_add"),
    path("dia-chi/<code:code>/", addresses.edit, name="address_edit"),
    path("dia-chi/<code:code>/xoa/", addresses.delete, name="address_delete"),
    path("dia-chi/<code:code>/mac-dinh/", addresses.make_default, name="address_default"),
    path("du-lieu/", own_data.own_data, name="own_data"),
    path("du-lieu/tai-ve/", own_data.export, name="export"),
    path("xoa/", own_data.erase, name="erase"),
]

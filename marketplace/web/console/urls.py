"""The console's addresses, under /quan-ly/."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from marketplace.web.console import (
    by_hand,
    certificates,
    certified,
    home,
    import_files,
    import_sources,
    import_upload,
    imported,
    imports,
    orders,
    product,
    proposals,
    publish,
    sign_in,
    stock,
)

app_name = "console"

urlpatterns = [
    path("", home.home, name="home"),
    path("dang-nhap/", sign_in.SignInView.as_view(), name="sign_in"),
    path("dang-xuat/", LogoutView.as_view(), name="sign_out"),
    path("san-pham/", certified.certified, name="certified"),
    path("san-pham/<code:code>/", product.product, name="product"),
    path("san-pham/<code:code>/dua-len-ban/", publish.publish, name="publish"),
    path("don-hang/", orders.orders, name="orders"),
    path("don-hang/<code:code>/", orders.order, name="order"),
    path("don-hang/<code:code>/da-giao/", orders.hand_over, name="hand_over"),
    path("don-hang/<code:code>/huy/", orders.cancel, name="cancel"),
    path("chung-nhan/", certificates.certificates, name="certificates"),
    path("chung-nhan/them/", by_hand.award, name="award"),
    path("chung-nhan/<code:code>/sua/", by_hand.correct, name="correct"),
    path("chung-nhan/<code:code>/gia-han/", by_hand.extend, name="extend"),
    path("chung-nhan/<code:code>/thu-hoi/", by_hand.revoke, name="revoke"),
    path("chung-nhan/<code:code>/bo-thu-hoi/", by_hand.restore, name="restore"),
    path("de-nghi/", proposals.proposals, name="proposals"),
    path("de-nghi/<code:code>/", proposals.proposal, name="proposal"),
    path("de-nghi/<code:code>/xac-nhan/", proposals.confirm, name="confirm_proposal"),
    path("de-nghi/<code:code>/tu-choi/", proposals.refuse, name="refuse_proposal"),
    path("ton-kho/", stock.stock, name="stock"),
    path("nhap-danh-sach/", imports.imports, name="imports"),
    path("nhap-danh-sach/nguon/", import_sources.sources, name="sources"),
    path("nhap-danh-sach/nguon/them/", import_sources.source_add, name="source_add"),
    path("nhap-danh-sach/nguon/<code:code>/", import_sources.source_switch, name="source_switch"),
    path("nhap-danh-sach/tai-len/", import_upload.import_upload, name="import_upload"),
    path("nhap-danh-sach/<code:code>/", imported.imported, name="imported"),
    path("nhap-danh-sach/<code:code>/xac-nhan/", imported.import_confirm, name="import_confirm"),
    path("nhap-danh-sach/<code:code>/tu-choi/", imported.import_refuse, name="import_refuse"),
    path("nhap-danh-sach/<code:code>/hoan-tac/", imported.import_undo, name="import_undo"),
    path("nhap-danh-sach/<code:code>/tap-tin/", import_files.import_file, name="import_file"),
    path("nhap-danh-sach/<code:code>/loi.xlsx", import_files.import_errors, name="import_errors"),
    path("nhap-danh-sach/<code:code>/ban-chup/", import_files.import_scan, name="import_scan"),
]

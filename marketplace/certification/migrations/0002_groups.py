"""The six headings of the schemes of 2019 and of 2023 (kept by Decision 26/2026/QĐ-TTg)."""

from django.db import migrations

from marketplace.text import fold

HEADINGS = {
    "2019": [
        ("1", "Thực phẩm", "I"),
        ("2", "Đồ uống", "II"),
        ("3", "Thảo dược", "III"),
        ("4", "Thủ công mỹ nghệ, trang trí", "IV"),
        ("5", "Vải và may mặc", "IV"),
        ("6", "Dịch vụ du lịch nông thôn và bán hàng", "VI"),
    ],
    "2023": [
        ("I", "Thực phẩm", "I"),
        ("II", "Đồ uống", "II"),
        ("III", "Dược liệu và sản phẩm từ dược liệu", "III"),
        ("IV", "Hàng thủ công mỹ nghệ", "IV"),
        ("V", "Sinh vật cảnh", "V"),
        ("VI", "Dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch", "VI"),
    ],
}


def make(apps, schema_editor):
    group = apps.get_model("ocop_certification", "ProductGroup")
    group.objects.bulk_create(
        group(scheme=scheme, code=code, name=name, folded=fold(name), shelf=shelf)
        for scheme, rows in HEADINGS.items()
        for code, name, shelf in rows
    )


class Migration(migrations.Migration):
    dependencies = [("ocop_certification", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]

from tests.web.shop import pages


def test_home_shows_groups_with_counts_the_newest_and_the_places(shop, client):
    answer = client.get("/")

    assert set(pages.card_names(answer)) == {"Trà Bí đao", "Hạt Điều rang muối", "Mật ong Bảo Lộc"}
    words = pages.main(answer)
    assert "Thực phẩm 2 sản phẩm" in words
    assert "Đồ uống 1 sản phẩm" in words
    assert "Trung tâm OCOP tỉnh Lâm Đồng" in words
    assert "Sao được kiểm tra thế nào" in words


def test_home_without_anything_still_stands(db, client):
    answer = client.get("/")

    assert answer.status_code == 200
    assert pages.card_names(answer) == []

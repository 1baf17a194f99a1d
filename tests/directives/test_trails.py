from directives.models import Clause
from directives.trails import trails


def test_a_clause_is_told_by_the_labels_above_it():
    chapter = Clause(pk=1, eid="chuong-2", label="Chương II", text="QUY TẮC")
    article = Clause(pk=2, eid="dieu-4", label="**Điều 4.**", text="Cho mọi người", parent=chapter)
    item = Clause(pk=3, eid="dieu-4__khoan-1", label="1.", text="Một.", parent=article)
    assert trails([chapter, article, item]) == {
        "chuong-2": "Chương II",
        "dieu-4": "Chương II › Điều 4.",
        "dieu-4__khoan-1": "Chương II › Điều 4. › 1.",
    }


def test_one_without_a_label_is_told_by_its_first_words_and_adds_nothing_below():
    annex = Clause(pk=1, eid="phu-luc-1", text="BỘ QUY TẮC DÙNG ĐỂ THỬ VÀ ĐỂ XEM")
    article = Clause(pk=2, eid="phu-luc-1__dieu-1", label="Điều 1.", parent=annex)
    assert trails([annex, article]) == {
        "phu-luc-1": "BỘ QUY TẮC DÙNG ĐỂ THỬ …",
        "phu-luc-1__dieu-1": "Điều 1.",
    }

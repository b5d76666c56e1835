"""Markdown as HTML that is safe and reads well on any screen."""

import pytest

from testamur.site.candidate.markdown import rendered


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "Text with <b onclick=x>HTML</b>",
        "[here](javascript:alert(1))",
        "[here](data:text/html;base64,PHNjcmlwdD4=)",
        "<img src=x onerror=alert(1)>",
        "![pixel](https://tracker.example/pixel.png)",
    ],
)
def test_nothing_gets_through_that_could_act_or_fetch(text):
    page = rendered(text)

    assert "<script" not in page
    assert "<b " not in page
    assert "<img" not in page
    assert 'href="javascript:' not in page
    assert 'href="data:' not in page


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("## Aims\n\n### More", "<h2>Aims</h2>\n<h3>More</h3>\n"),
        ("# Title\n\n## Part", "<h2>Title</h2>\n<h3>Part</h3>\n"),
        ("### Deep", "<h2>Deep</h2>\n"),
        ("# A\n\n###### F", "<h2>A</h2>\n<h6>F</h6>\n"),
        ("Plain *words*.", "<p>Plain <em>words</em>.</p>\n"),
    ],
)
def test_headings_start_at_two(text, page):
    assert rendered(text) == page


def test_a_link_to_elsewhere_tells_nobody_where_from():
    assert (
        rendered("[doi](https://doi.org/10.1)")
        == '<p><a href="https://doi.org/10.1" rel="noreferrer">doi</a></p>\n'
    )


def test_a_table_can_be_stacked():
    page = rendered("| | Flag |\n|---|---:|\n| Sick | 9 |\n")

    assert '<table role="table" class="stack">' in page
    assert '<td role="cell"></td>' in page
    assert '<th role="columnheader" scope="col">Flag</th>' in page
    assert '<td role="cell" data-label="Flag">9</td>' in page
    assert "style=" not in page


def test_two_tables_do_not_share_their_headings():
    page = rendered("| A | B |\n|---|---|\n| 1 | 2 |\n\ntext\n\n| C | D |\n|---|---|\n| 3 | 4 |\n")

    assert '<td role="cell" data-label="C">3</td>' in page

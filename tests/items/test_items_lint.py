"""Each rule of item writing finds its flaw, and leaves a sound item alone."""

from dataclasses import replace

import pytest
from items_vectors import CLEAN_ROOM_ITEMS, DRAFTS

from testamur.errors import Problem
from testamur.items import bank_problems, compose, lint, read

SOUND = replace(DRAFTS[0], second_reading="2026-11-23: read again")


def with_texts(*texts, **changes):
    options = tuple(replace(option, text=text) for option, text in zip(SOUND.options, texts, strict=True))
    return read(compose(replace(SOUND, options=options, **changes)))


def asked(question, *texts):
    return with_texts(
        *(texts or [option.text for option in SOUND.options]), stem=("A ward tries a tool.", question)
    )


def test_a_sound_item_has_no_problem():
    assert list(lint(read(compose(SOUND)))) == []


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        (
            with_texts("Sensitivity at the chosen threshold", "Cost per bed", "Colour of alert", "Vendor name"),
            ("option A", "is the key and more than a quarter longer than any other"),
        ),
        (with_texts("Cost", "Time", "Name", "All of the above"), ("option D", "refers to other options")),
        (with_texts("Cost", "Time", "Name", "None of these"), ("option D", "refers to other options")),
        (with_texts("Cost", "Time", "Name", "Both A and B"), ("option D", "refers to other options")),
        (
            asked("Which of these is NOT a risk?"),
            ("question", "asks for what is not so; ask for what is"),
        ),
        (asked("All of these are risks, EXCEPT which?"), ("question", "asks for what is not so; ask for what is")),
        (asked("Which group does not gain?"), ("question", "asks for what is not so; ask for what is")),
        (asked("What shouldn't the nurse do?"), ("question", "asks for what is not so; ask for what is")),
        (asked("Which step is least likely to help?"), ("question", "asks for what is not so; ask for what is")),
        (
            with_texts("It may fail", "It never fails", "It can fail", "It did fail"),
            ("option B", "is wrong and says 'never', which no right option does"),
        ),
        (
            asked("Which calibration plot fits?", "Calibration", "Area", "Count", "Share"),
            ("option A", "is the key and alone repeats 'calibration' of the question"),
        ),
        (with_texts("Cost.", "Time", "Name", "Date"), ("options", "end in different punctuation")),
        (with_texts("Cost", "Time", "time.", "Date"), ("option B", "says the same as another option")),
        (with_texts("15 %", "30 %", "20 %", "85 %"), ("options", "are numbers out of order")),
        (
            with_texts("1,500 alerts", "900 alerts", "1,600 alerts", "2,000 alerts"),
            ("options", "are numbers out of order"),
        ),
    ],
)
def test_a_flaw_is_found(item, problem):
    assert Problem(*problem) in list(lint(item))


@pytest.mark.parametrize(
    "item",
    [
        with_texts("It always fails", "It never fails", "It can fail", "It did fail"),
        asked("Which alert fits?", "Alert by page", "Alerts by bell", "Pager", "Bell"),
        asked("The tool was not tried on children. Which group gains?"),
        with_texts("5 alerts", "30 alerts", "200 alerts", "1,000 alerts"),
        with_texts("1,000 alerts", "200 alerts", "30 alerts", "5 alerts"),
        with_texts("Longer than all by a little", "Longer than all by a bit", "Short", "Shorter"),
    ],
)
def test_what_is_no_flaw_is_left_alone(item):
    assert list(lint(item)) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            'identifier="D"',
            'identifier="correct"',
            "option correct: has a name that may tell the key; candidates get it",
        ),
        ("2026-11-23: read again", "", "record: no second reading is recorded"),
        ("This is the share of flags that were false.", "", "option D: has no rationale"),
    ],
)
def test_what_is_missing_or_telling_in_a_file_is_found(old, new, problem):
    text = compose(SOUND).decode()
    assert old in text

    item = read(text.replace(old, new).encode())

    assert problem in [str(found) for found in lint(item)]


def test_an_item_of_others_lacks_our_record_and_reasons():
    assert [str(problem) for problem in lint(CLEAN_ROOM_ITEMS["inline-choice"])] == [
        "record: there is none: competency, level and reference are missing",
        "option fp: has no rationale",
        "option fn: has no rationale",
        "option tp: has no rationale",
    ]


def test_an_order_that_stands_in_the_right_order_is_found():
    text = compose(DRAFTS[2]).decode()
    for old, new in {
        ">C<": ">A<",
        ">A</qti-value>\n      <qti-value>A<": ">A</qti-value>\n      <qti-value>B<",
    }.items():
        text = text.replace(old, new)
    text = text.replace("<qti-value>D<", "<qti-value>C<")
    head, tail = text.rsplit("<qti-value>B<", 1)

    item = read(f"{head}<qti-value>D<{tail}".encode())

    assert item.responses["RESPONSE"].correct.members == ("A", "B", "C", "D")
    assert "options: stand in the right order already" in [str(problem) for problem in lint(item)]


def test_an_item_that_nothing_scores_is_found():
    text = compose(SOUND).decode()
    head, rest = text.split("  <qti-response-processing>", 1)

    item = read((head + rest.split("</qti-response-processing>\n", 1)[1]).encode())

    assert "scoring: nothing scores it: no rules, and no outcome that a person scores" in [
        str(p) for p in lint(item)
    ]


# --- a bank ---------------------------------------------------------------------------------------------------


def bank(
    count, *, key=lambda n: "ABCD"[n % 4], level=lambda n: ("recall", "apply", "judge", "apply")[n % 4], **changes
):
    return [
        read(
            compose(
                replace(
                    SOUND,
                    id=f"item-{n}",
                    key=(key(n),),
                    level=level(n),
                    enemies=(),
                    stem=(f"Case {n}.", "Which figure fits?"),
                    competency=f"H{n % 5 + 1}.1",
                    **changes,
                )
            )
        )
        for n in range(count)
    ]


def said(items, **options):
    return [str(problem) for problem in bank_problems(items, **options)]


def test_a_balanced_bank_has_no_problem():
    assert said(bank(20)) == []


def test_a_small_bank_is_not_judged_by_its_shares():
    assert said(bank(19, key=lambda _: "A")) == []


def test_keys_that_pile_up_in_one_place_are_found():
    assert said(bank(20, key=lambda n: "A" if n % 2 else "B")) == [
        "keys: option 1 is the key in 10 of 20 questions with 4 options; 5 would be even",
        "keys: option 2 is the key in 10 of 20 questions with 4 options; 5 would be even",
        "keys: option 3 is the key in 0 of 20 questions with 4 options; 5 would be even",
        "keys: option 4 is the key in 0 of 20 questions with 4 options; 5 would be even",
    ]


def test_keys_that_are_often_the_longest_are_found():
    items = bank(13) + [
        read(
            compose(
                replace(
                    SOUND,
                    id=f"long-{n}",
                    enemies=(),
                    stem=(f"Long {n}?",),
                    competency="H1.1",
                    **longest("ABCD"[n % 4]),
                )
            )
        )
        for n in range(7)
    ]

    assert "keys: the key is the longest option in 7 of 20 questions" in said(items)


def longest(key):
    options = tuple(replace(o, text="16 per cents" if o.id == key else o.text) for o in SOUND.options)
    return {"key": (key,), "options": options}


def test_levels_out_of_balance_are_found():
    assert said(bank(20, level=lambda _: "recall")) == [
        "recall: is the level of 100% of the items; 10% to 40% is meant",
        "apply: is the level of 0% of the items; 30% to 60% is meant",
        "judge: is the level of 0% of the items; 15% to 45% is meant",
    ]


def test_competencies_that_are_missing_or_unknown_are_found():
    assert said(bank(5), competencies=["H1.1", "H2.1", "H3.1", "H4.1", "H9.1"]) == [
        "H9.1: has no item",
        "H5.1: is no known competency; 1 items name it",
    ]


def test_repeated_items_and_enemies_that_do_not_exist_are_found():
    first, second = bank(2)
    lonely = read(compose(replace(SOUND, id="lonely", stem=("Alone?",), enemies=("nobody",))))
    again = replace(second, identifier="again")

    assert said([first, first, second, again, lonely]) == [
        "item-0: is the identifier of 2 items",
        "lonely: has the enemy 'nobody', which does not exist",
        "item-0: asks the same as item-0",
        "again: asks the same as item-1",
    ]

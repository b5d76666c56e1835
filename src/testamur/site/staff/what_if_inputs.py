"""What is asked for a change of scoring: lines of items, and the pass mark."""

import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from testamur.psychometrics.what_if import CutRule
from testamur.site.records.rescoring.preview import Proposal
from testamur.site.records.rescoring.rules import Do, ItemChange
from testamur.site.staff.inputs import LONGEST_REASON

MOST_LINES: Final = 20
LINE: Final = re.compile(r"([1-9]|1[0-9]|20)-item")
SHORT: Final = 12
"""So many hexadecimal digits of a version's digest name it in an address."""

DOES: Final = [
    ("", _("nothing")),
    (Do.CREDIT.value, _("give everybody the point")),
    (Do.REKEY.value, _("another key, or a second one")),
    (Do.DROP.value, _("drop it")),
    (Do.AS_WRITTEN.value, _("score it as written again")),
]
RULES: Final = [
    (CutRule.NUMBER.value, _("the same number of answers")),
    (CutRule.PROPORTION.value, _("the same share of the questions left, rounded up")),
    (CutRule.EQUATED.value, _("the number that is equivalent for these sittings")),
]


class LineInput(forms.Form):
    """One item and what is to be done with it."""

    item = forms.ChoiceField(label=_("Item"), required=False)
    do = forms.ChoiceField(label=_("What if"), choices=DOES, required=False)
    key = forms.CharField(
        label=_("Key"),
        required=False,
        max_length=500,
        help_text=_(
            "Only for another key. B takes B; B|C takes either. Several answers or an order: A, C. Pairs: A 2."
        ),
    )

    def __init__(self, data: QueryDict, *, number: int, items: Sequence[tuple[str, str]]) -> None:
        super().__init__(data or None, prefix=f"{number}")
        self.number = number
        self.fields["item"] = forms.ChoiceField(
            label=_("Item"), choices=[("", _("choose an item")), *items], required=False
        )


class PassMarkInput(forms.Form):
    """What becomes of the pass mark."""

    rule = forms.ChoiceField(
        label=_("Where items are dropped, the pass mark is"),
        choices=RULES,
        required=False,
        widget=forms.RadioSelect,
        initial=CutRule.NUMBER.value,
    )
    cut = forms.IntegerField(
        label=_("Move the pass mark to"),
        required=False,
        min_value=0,
        max_value=1000,
        help_text=_("To look at only: a pass mark is moved by publishing a new edition."),
    )


class ChangeInput:
    """Lines of items and the pass mark together, as an address holds them."""

    def __init__(self, data: QueryDict, *, items: Sequence[tuple[str, str]], versions: Mapping[str, str]) -> None:
        numbers = {int(found[1]) for name in data if (found := LINE.fullmatch(name)) and data[name]}
        count = min(max(numbers, default=0) + 1, MOST_LINES)
        self.data, self.versions = data, versions
        self.lines = [LineInput(data, number=number, items=items) for number in range(1, count + 1)]
        self.mark = PassMarkInput(data if "rule" in data else None, initial={"rule": CutRule.NUMBER.value})
        self.is_asked = bool(numbers) or bool(data.get("cut"))

    def is_valid(self) -> bool:
        """Return whether every field holds what it may."""
        return all(each.is_valid() for each in (*self.lines, self.mark) if each.is_bound)

    def proposal(self) -> Proposal:
        """Return what is proposed; items of which nothing is to be done are left out."""
        mark = self.mark.cleaned_data if self.mark.is_bound else {}
        lines = [line.cleaned_data for line in self.lines if line.is_bound]
        return Proposal(
            tuple(
                ItemChange(self.versions[line["item"]], line["item"], Do(line["do"]), _keys(line))
                for line in lines
                if line["item"] and line["do"]
            ),
            CutRule(mark.get("rule") or CutRule.NUMBER.value),
            mark.get("cut"),
        )

    def as_query(self) -> str:
        """Return the query string that asks for the same."""
        return self.data.urlencode()


def _keys(line: Mapping[str, str]) -> tuple[str, ...]:
    if line["do"] != Do.REKEY.value:
        return ()
    return tuple(part.strip() for part in line["key"].split("|") if part.strip())


def line_query(version: str, do: Do) -> str:
    """Return the query string that asks about one item."""
    return urlencode({"1-item": version, "1-do": do.value, "rule": CutRule.NUMBER.value})


class ProposalInput(forms.Form):
    """The reason for a change, and by its digest what was shown."""

    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_REASON}),
        help_text=_("Everybody whose score changes gets to read it. Name nobody, and do not tell the key."),
    )


class WithdrawalReasonInput(forms.Form):
    """Why a proposed change is not to be."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_REASON}),
    )


class SignatureInput(forms.Form):
    """What is signed, by its digest."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


class PassInput(forms.Form):
    """An examiner's answer on a pass that is in question."""

    stands = forms.ChoiceField(
        label=_("The pass"),
        choices=[("yes", _("stands")), ("no", _("does not stand"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_REASON}),
        help_text=_("The candidate gets to read it."),
    )

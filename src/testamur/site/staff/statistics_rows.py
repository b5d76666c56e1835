"""Statistics as tables: every figure with its interval, or the plain words that there is none."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testamur.psychometrics import Estimate, Flag, ItemStatistics
from testamur.psychometrics.decisions import Decisions
from testamur.site.records.table import Cell, Row, number, rows
from testamur.site.staff.form_facts import placed
from testamur.site.staff.statistics import FormResults

FLAGS: dict[Flag, str | Promise] = {
    Flag.TOO_HARD: _("too hard"),
    Flag.TOO_EASY: _("too easy"),
    Flag.NEGATIVE: _("negative discrimination"),
    Flag.WEAK: _("weak discrimination"),
    Flag.KEY_IN_DOUBT: _("high scorers prefer a distractor to the key"),
    Flag.IDLE_DISTRACTOR: _("a distractor is hardly chosen"),
}
AT_THE_CUT: dict[str, str | Promise] = {
    "accuracy": _("Decided rightly"),
    "consistency": _("Decided alike in a second sitting"),
    "kappa": _("The same, beyond chance (kappa)"),
    "false_positive": _("Passes without being competent"),
    "false_negative": _("Fails though competent"),
    "error": _("Error of measurement at the pass mark, in points"),
}
WITHHELD: dict[str, str | Promise] = {"too few": _("too few"), "undefined": _("undefined")}


def reading(estimate: Estimate) -> str:
    """Return an estimate with its interval, or why there is none."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return str(WITHHELD[estimate.status])
    words = {"value": f"{estimate.value:.2f}", "low": f"{estimate.low:.2f}", "high": f"{estimate.high:.2f}"}
    return gettext("%(value)s (%(low)s to %(high)s)") % words


def flag_words(item: ItemStatistics) -> str:
    """Return the flags of an item in words."""
    return "; ".join(str(FLAGS[flag]) for flag in item.flags) or gettext("none")


def item_statistics_rows(results: FormResults, *, slug: str) -> list[Row]:
    """Return the items of a form, each with difficulty, discrimination and flags."""
    titles = {question.facts.id: question for question in placed(results.form)}
    labels = [gettext("Item"), gettext("Difficulty"), gettext("Discrimination"), gettext("Flags")]
    return rows(
        labels,
        (
            [
                Cell(
                    titles[item.item].title,
                    reverse("staff:item", args=[slug, results.form.pk, titles[item.item].position]),
                ),
                number(reading(item.difficulty)),
                number(reading(item.discrimination)),
                flag_words(item),
            ]
            for item in results.analysis.items
            if item.item in titles
        ),
    )


def decision_rows(found: Decisions) -> list[Row]:
    """Return what each method that the sittings allow says of the decisions, the chosen one first."""
    methods = (found.chosen, *found.others)
    labels = [gettext("Figure"), *(method.method for method in methods)]
    return rows(
        labels,
        (
            [words, *(number(reading(getattr(method, figure))) for method in methods)]
            for figure, words in AT_THE_CUT.items()
        ),
    )


def item_facts_rows(item: ItemStatistics) -> list[Row]:
    """Return the statistics of one item, each with its method."""
    labels = [gettext("Statistic"), gettext("Value"), gettext("n"), gettext("Method")]
    named = (
        (gettext("Difficulty"), item.difficulty),
        (gettext("Discrimination"), item.discrimination),
        (gettext("Reliability without it"), item.alpha_without),
    )
    return rows(labels, ([name, number(reading(e)), number(e.n), e.method] for name, e in named))


def option_rows(item: ItemStatistics) -> list[Row]:
    """Return how often each option was chosen, in all and by high scorers."""
    labels = [
        gettext("Option"),
        gettext("Chosen by"),
        gettext("of the high scorers"),
        gettext("Correlation with the rest"),
    ]
    return rows(
        labels,
        (
            [
                _option(option.option, is_key=option.is_key),
                number(option.chosen),
                number(option.chosen_high),
                number(reading(option.correlation)),
            ]
            for option in item.options
        ),
    )


def _option(identifier: str, *, is_key: bool) -> str:
    name = identifier or gettext("no answer")
    return gettext("%(option)s, the key") % {"option": name} if is_key else name

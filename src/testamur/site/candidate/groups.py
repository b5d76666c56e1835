"""What a candidate may say of themselves for the check of fairness: optional, and taken back at will."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from testamur.psychometrics.fairness import LEAST_IN_GROUP
from testamur.site.candidate import queries
from testamur.site.candidate.frame import Crumb, way_in
from testamur.site.records.actions import groups as actions
from testamur.site.records.groups import QUESTIONS
from testamur.site.records.signed_in import SignedIn


class GroupInput(forms.Form):
    """Each question with its answers; nothing is chosen beforehand."""

    def __init__(self, data: object, *, kept: dict[str, str]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # the request's own mapping
        for name, (title, answers) in QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(
                label=str(title),
                choices=[("", _("I would rather not say")), *answers.items()],
                required=False,
                initial=kept.get(name, ""),
                widget=forms.RadioSelect,
            )

    def answers(self) -> dict[str, str]:
        """Return what was said."""
        return {name: answer for name, answer in self.cleaned_data.items() if answer}


@require_http_methods(["GET", "POST"])
@login_required
def groups(request: SignedIn, pk: int) -> HttpResponse:
    """Ask what somebody may want to say of themselves; keep it, or take it away, on POST."""
    enrolment = queries.own_enrolment(request.user, pk)
    if enrolment.edition.programme.exam is None:
        raise Http404
    kept = dict(enrolment.group_answers.values_list("question", "answer"))
    given = GroupInput(request.POST or None, kept=kept)
    if request.method == "POST" and given.is_valid():
        answers = given.answers()
        actions.tell(enrolment=enrolment, answers=answers, by=request.user, at=timezone.now())
        said = gettext("Kept. Thank you.") if answers else gettext("Nothing is kept.")
        messages.success(request, said)
        return redirect("candidate:groups", pk)
    context = {
        "enrolment": enrolment,
        "programme": enrolment.edition.programme,
        "kept": kept,
        "least": LEAST_IN_GROUP,
        "form": given,
        "crumbs": way_in(enrolment, Crumb(gettext("Fairness"))),
    }
    return render(request, "candidate/groups.html", context, status=422 if request.method == "POST" else 200)

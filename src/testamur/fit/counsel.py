"""What to do, in one form: take one, look at a few, take a pair, take one module, or do something else."""

from collections.abc import Sequence

from testamur.catalogue import Role
from testamur.fit.advice import Confidence, Counsel, Fit, Module, Pair, SetAside
from testamur.fit.constants import constant
from testamur.fit.instead import instead
from testamur.fit.profile import Profile


def counsel(
    profile: Profile,
    role: Role,
    *,
    fits: Sequence[Fit],
    set_aside: Sequence[SetAside],
    confidence: Confidence,
    modules: Sequence[Module],
    pair: Pair | None,
) -> Counsel:
    """Return the form of the answer; the first that applies of none, module, pair, one and list.

    None: nothing is left, or all that is left is surely poor. Module: a part alone would be first, or nothing but
    a part is left. Pair: the first leaves most of the role uncovered by evidence, and two cover much more. One:
    the first place is clear or leaning. List: it is open.
    """
    poor = all(_is_poor(fit) for fit in fits)
    alone = [module for module in modules if (module.place == 1 or poor) and not _is_poor(module)]
    if alone:
        return _module(alone[0])
    if poor:
        return _none(profile, role, fits, set_aside)
    if pair is not None and _calls_for_pair(pair, fits[0], role):
        return Counsel("pair", pair.sentence, (pair.first, pair.second))
    if confidence in ("clear", "leaning"):
        return _one(fits[0], confidence)
    return _list(fits)


def _is_poor(one: Fit | Module) -> bool:
    return one.value.high < constant("counsel.poor")


def _module(module: Module) -> Counsel:
    sentence = f"Take one part of {module.name}, not the whole. {module.sentence}"
    return Counsel("module", sentence, (module.offering,), module=module)


def _none(profile: Profile, role: Role, fits: Sequence[Fit], set_aside: Sequence[SetAside]) -> Counsel:
    why = "Nothing that is left can be worth much to you" if fits else "Nothing is left that you could take"
    return Counsel("none", f"{why}; do this instead.", instead=instead(profile, role, set_aside))


def _calls_for_pair(pair: Pair, first: Fit, role: Role) -> bool:
    """Say whether two are worth more than the first: it covers little by evidence, and two cover much more.

    The pair has to hold the first place, so that covering more does not bring in what fits worse.
    """
    if first.offering not in (pair.first, pair.second):
        return False
    whole, alone = len(role.target), len(first.covered)
    few = alone / whole < constant("counsel.pair_short")
    return few and (len(pair.covered) - alone) / whole >= constant("counsel.pair_gain")


def _one(first: Fit, confidence: Confidence) -> Counsel:
    """Return the first place, with what a constraint still asks to confirm."""
    open_facts = dict.fromkeys(answer.missing for answer in first.answers if answer.missing)
    once = f", once this is confirmed: {'; '.join(open_facts)}" if open_facts else ""
    how = "" if confidence == "clear" else " It leans that way; it is not certain."
    return Counsel("one", f"Take {first.name} by {first.provider}{once}.{how}", (first.offering,))


def _list(fits: Sequence[Fit]) -> Counsel:
    """Return the first few: the first place, and after it those that come first often enough, at least one."""
    rest = sorted(fits[1:], key=lambda fit: (-fit.first_share, fit.place))
    often = [fit for fit in rest if fit.first_share >= constant("counsel.often")] or rest[:1]
    few = sorted(often[: int(constant("counsel.list")) - 1], key=lambda fit: fit.place)
    names = [fit.name for fit in (fits[0], *few)]
    listed = f"Look closer at {' and '.join([', '.join(names[:-1]), names[-1]] if len(names) > 1 else names)}."
    sentence = f"{listed} No one of them is clearly first; what to confirm with each would settle it."
    return Counsel("list", sentence, (fits[0].offering, *(fit.offering for fit in few)))

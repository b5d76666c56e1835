"""The shapes that are in use: found for a badge to sign or a credential to check, made when they pay, and doubted.

A shape is made when its mould comes for the second time, and used only after its trial. Of the credentials that it
signs, the first and every `CHECK_EVERY`-th is verified by the independent path before it is handed out. Whatever
has no shape, or values that do not fit, goes the whole way: the answer is the same, only later.
"""

import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from operator import is_
from threading import RLock
from typing import Final, TypeVar

from testamur.credential.badge import Badge
from testamur.credential.compose import compose
from testamur.credential.contexts import Contexts, vendored
from testamur.credential.keys import Signer, signed_by
from testamur.credential.moments import stamp
from testamur.credential.multikey import ED25519, multibase, unbase58
from testamur.credential.proof import issuer_of, sign
from testamur.credential.proof_shape import MEMBERS, ProofShape, proof_shape
from testamur.credential.published_keys import asserting_key
from testamur.credential.requirements import OPEN_BADGE, STATUS_LIST, requirement_problems
from testamur.credential.second_opinion import is_proven
from testamur.credential.shape import Shape, compile_shape, skeleton
from testamur.credential.shape_trial import TRIALS, stand_trial
from testamur.credential.slots import BADGE_KIND, LIST_KIND, badge_values, family_of, kind_of, mould_of, slots_of
from testamur.errors import DocumentError, Refused

CHECK_EVERY: Final = 5_000
LIMIT: Final = 256
"""How many moulds, families and keys are kept; the oldest make room."""
IN_FAMILY: Final = 16
"""How many shapes of one achievement or status list are kept: with and without an end, a score, on each list."""
PROOF_TRIALS: Final = 5
REQUIREMENTS: Final = {BADGE_KIND: OPEN_BADGE, LIST_KIND: STATUS_LIST}

Key = TypeVar("Key", bound=Hashable)
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A signed document that is exactly of a shape, with the proof of a key that is known here."""

    proof: Mapping[str, object]
    _shape: Shape
    _fitted: list[str]
    _options: ProofShape

    def holds(self, did_document: Mapping[str, object], *, at: datetime) -> bool:
        """Say whether its signature is good; if it is not, the whole way tells why."""
        try:
            key = asserting_key(did_document, str(self.proof["verificationMethod"]), at=at)
            signature = unbase58(self.proof["proofValue"])
        except (Refused, DocumentError, ValueError):
            return False
        data = _signed_data(self._shape, self._fitted, self._options, str(self.proof["created"]))
        return data is not None and key.kind == ED25519 and signed_by(key.raw, signature, data)


@dataclass(slots=True, eq=False)
class Shapes:
    """The shapes of one process.

    Attributes
    ----------
    trials, check_every : int
        How many random credentials a shape has to get right, and how often what it signs is checked.
    contexts : Contexts
        The contexts that all of them are made with: those of this package.
    """

    trials: int = TRIALS
    check_every: int = CHECK_EVERY
    contexts: Contexts = field(default_factory=vendored, init=False)
    _last: tuple[tuple[object, ...], int] = (None,) * 4, 0
    _signer: tuple[Signer | None, bool] = None, False
    _constants: dict[tuple[object, ...], int] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _met: dict[Hashable, None] = field(default_factory=dict)
    _of_mould: dict[Hashable, Shape | None] = field(default_factory=dict)
    _of_family: dict[Hashable, tuple[Shape, ...]] = field(default_factory=dict)
    _of_key: dict[tuple[str, tuple[str, ...]], ProofShape | None] = field(default_factory=dict)
    _signed: defaultdict[str, Iterator[int]] = field(default_factory=lambda: defaultdict(count))
    _untrue: set[str] = field(default_factory=set)
    _lock: RLock = field(default_factory=RLock)

    def sign(self, badge: Badge, key: Signer, *, at: datetime) -> str:
        """Return the signed credential of a badge as JSON text without blanks.

        It is byte for byte what composing the badge and signing the document gives, and so are the refusals.

        Raises
        ------
        DocumentError, Refused
            As `compose` and `sign` raise; ``shape-untrue`` if the independent path does not find it good.
        """
        mould = self._mould(badge)
        shape = self._of_mould.get(mould)
        if shape is None and mould not in self._of_mould and self._is_met(mould):
            self.prepare(badge)
            shape = self._of_mould.get(mould)
        text = self._signed_text(shape, badge, key, at) if shape else None
        return _json(sign(compose(badge), key, at=at)) if text is None else text

    def prepare(self, badge: Badge) -> None:
        """Make the shape of a badge now, if it has one, since many like it will follow."""
        mould = self._mould(badge)
        if mould in self._of_mould:
            return
        document = compose(badge)
        shape = self._made(document)
        is_right = shape is not None and shape.fitted_of(document) == shape.fitted(badge_values(badge))
        self._keep(self._of_mould, mould, shape if is_right else None)

    def recognise(
        self, document: Mapping[str, object], *, text: bytes | None = None, kind: str = BADGE_KIND
    ) -> Recognised | None:
        """Return a signed document of a kind as of a shape of ours, if it is exactly that.

        If the text that it was read from is given, and is as we write it, that is all there is to compare.
        """
        family = self._of_family.get(family_of(document)) if kind_of(document) == kind else None
        proof = document.get("proof")
        key_id = proof.get("verificationMethod") if isinstance(proof, dict) else None
        if not family or not isinstance(proof, dict) or not isinstance(key_id, str):
            return None
        for shape in family:
            made = self._of_key.get((key_id, shape.urls))
            if made is None or not made.is_of(proof) or made.controller != issuer_of(document):
                continue
            fitted = shape.fitted_in(document)
            if fitted is None:
                continue
            written = shape.signed_text(fitted, made.text(proof["created"], proof["proofValue"]))
            if written.encode() == text or shape.is_text_of(_content(document), fitted):
                return Recognised(proof, shape, fitted, made)
        return None

    def learn(self, document: Mapping[str, object]) -> None:
        """Make the shape of a signed document that the whole way has found good, when it comes a second time.

        Only for what issuers have signed who are trusted: to make a shape costs more than to check a signature.
        """
        proof, content = document.get("proof"), _content(document)
        slots = slots_of(content)
        if not slots or not isinstance(proof, dict) or set(proof) != set(MEMBERS):
            return
        try:
            mould = skeleton(content, slots)
        except Refused:
            return
        if not self._is_met(mould):
            return
        if mould not in self._of_mould:
            self._keep(self._of_mould, mould, self._made(content))
        shape = self._of_mould.get(mould)
        if shape is not None:
            self._enter(family_of(content), shape)
            self._proof_shape(str(proof["verificationMethod"]), shape.urls)

    def _mould(self, badge: Badge) -> Hashable:
        """Return the mould of a badge; what it has in common with the one before is not compared again."""
        constant, number = self._last
        if not all(map(is_, constant, (badge.name, badge.issuer, badge.achievement, badge.related))):
            constant = badge.name, badge.issuer, badge.achievement, badge.related
            known = self._constants.get(constant)
            number = next(self._numbers) if known is None else known
            self._keep(self._constants, constant, number)
            self._last = constant, number
        return mould_of(badge, number)

    def _is_met(self, mould: Hashable) -> bool:
        """Say whether a mould comes for the second time, and remember it."""
        if mould in self._met:
            return True
        self._keep(self._met, mould, None)
        return False

    def _made(self, content: Mapping[str, object]) -> Shape | None:
        """Return the shape of a document after its trial, or none."""
        kind, slots = kind_of(content), slots_of(content)
        if not slots or any(requirement_problems(content, REQUIREMENTS[kind])):
            return None
        try:
            shape = compile_shape(content, slots, contexts=self.contexts)
            family = self._of_family.get(family_of(content), ())
            known = next((one for one in family if one.key == shape.key), None)
            if known is None:
                stand_trial(shape, contexts=self.contexts, rng=_chance(shape), count=self.trials)
        except (DocumentError, Refused):
            return None
        if shape.key in self._untrue:
            return None
        self._enter(family_of(content), known or shape)
        return known or shape

    def _enter(self, family: Hashable, shape: Shape) -> None:
        """Let a shape be recognised, unless it is already."""
        with self._lock:
            others = self._of_family.get(family, ())
            if all(one.key != shape.key for one in others):
                self._keep(self._of_family, family, (shape, *others)[:IN_FAMILY])

    def _proof_shape(self, key_id: str, urls: tuple[str, ...]) -> ProofShape | None:
        if (key_id, urls) not in self._of_key:
            made: ProofShape | None
            try:
                made = proof_shape(key_id, urls=urls, contexts=self.contexts)
                stand_trial(made.options, contexts=self.contexts, rng=_chance(made.options), count=PROOF_TRIALS)
            except (DocumentError, Refused):
                made = None
            self._keep(self._of_key, (key_id, urls), made)
        return self._of_key.get((key_id, urls))

    def _signed_text(self, shape: Shape, badge: Badge, key: Signer, at: datetime) -> str | None:
        """Return the signed text of a badge by its shape, or none if it has to go the whole way."""
        if not self._signs_by_shape(key):
            return None
        proof = self._of_key.get((key.id, shape.urls)) or self._proof_shape(key.id, shape.urls)
        fitted = shape.fitted(badge_values(badge))
        is_own = proof is not None and proof.controller == badge.issuer.id
        if proof is None or fitted is None or not is_own or not _is_in_order(badge):
            return None
        created = stamp(at)
        data = _signed_data(shape, fitted, proof, created)
        if data is None:
            return None
        text = shape.signed_text(fitted, proof.text(created, multibase(key.sign(data))))
        if self._is_due(shape) and not is_proven(text, key.public, self.contexts):
            self._distrust(shape)
            raise Refused("shape-untrue", "A credential just signed does not verify, and was not handed out.")
        return text

    def _signs_by_shape(self, key: Signer) -> bool:
        """Say whether a key is of the kind that shapes are for; the same one as before is not asked again."""
        known, is_such = self._signer
        if known is not key:
            is_such = key.public.kind == ED25519
            self._signer = key, is_such
        return is_such

    def _is_due(self, shape: Shape) -> bool:
        return next(self._signed[shape.key]) % self.check_every == 0

    def _distrust(self, shape: Shape) -> None:
        """Use a shape no more in this process."""
        with self._lock:
            self._untrue.add(shape.key)
            for mould, one in list(self._of_mould.items()):
                if one is not None and one.key == shape.key:
                    self._of_mould[mould] = None
            for family, shapes in list(self._of_family.items()):
                self._of_family[family] = tuple(one for one in shapes if one.key != shape.key)

    def _keep(self, where: MutableMapping[Key, Kept], key: Key, value: Kept) -> None:
        with self._lock:
            where[key] = value
            while len(where) > LIMIT:
                where.pop(next(iter(where)), None)


def _signed_data(shape: Shape, fitted: list[str], proof: ProofShape, created: str) -> bytes | None:
    """Return the 64 bytes that the proof signs, or none if they need the complete algorithm."""
    options, canonical = proof.digest(created), shape.canonical(fitted)
    if options is None or canonical is None:
        return None
    return options + hashlib.sha256(canonical).digest()


def _is_in_order(badge: Badge) -> bool:
    return badge.valid_until is None or badge.valid_until > badge.valid_from


def _chance(shape: Shape) -> random.Random:
    return random.Random(shape.key)  # noqa: S311  (a trial must come out the same each time)


def _content(document: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in document.items() if name != "proof"}


def _json(document: Mapping[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))

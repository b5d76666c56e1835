"""Banks for the tests of assembly, made without chance."""

from testamur.assembly import ItemFacts

LEVELS = ("recall", "apply", "judge")
POSITIONS = ("A", "B", "C", "D")


def bank(size: int, *, areas: int = 4, enemies: int = 0) -> list[ItemFacts]:
    """Return a bank whose areas, levels and keys go round; the first `enemies` items are enemies of the last."""
    return [
        ItemFacts(
            id=f"q{number:03}",
            hash=f"sha256:{number:064x}",
            area=f"H{number % areas + 1}",
            level=LEVELS[number // areas % 3],
            kind="choice",
            key=POSITIONS[number // 3 % 4],
            enemies=(f"q{size - 1 - number:03}",) if number < enemies else (),
            minutes=1.0 + number % 2 / 2,
        )
        for number in range(size)
    ]

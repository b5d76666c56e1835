"""A wallet that is not ours (`tests/node/wallet.mjs`), whose every request is answered by a caller. No network."""

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping

from independent import NODE, SECONDS, NoNode

Answer = tuple[int, Mapping[str, str], str]


def taken_up(link: str, tx_code: str, *, answer: Callable[[dict], Answer]) -> tuple[dict, list[dict]]:
    """Return what a wallet has after taking up an offer, or why it gave up; and the requests that it made.

    Raises
    ------
    NoNode
        Where Node or the packages of `tests/node` are missing.
    """
    node = shutil.which("node")
    if node is None or not (NODE / "node_modules" / "@openid4vc").is_dir():
        raise NoNode("run `npm ci --ignore-scripts` in tests/node")
    command = [node, "wallet.mjs", link, tx_code]
    asked: list[dict] = []
    with subprocess.Popen(command, cwd=NODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        for line in run.stdout:
            said = json.loads(line)
            if "request" not in said:
                run.stdin.close()
                run.wait(SECONDS)
                return said, asked
            asked.append(said["request"])
            status, headers, body = answer(said["request"])
            print(
                json.dumps({"status": status, "headers": dict(headers), "body": body}), file=run.stdin, flush=True
            )
    raise AssertionError("the wallet ended without a word")

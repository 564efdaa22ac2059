"""A fresh process without the seconds that its imports would take.

It is forked before the user's code is imported, and waits. What it then gets are bytes, as from a file: nothing that
the user's code did to its own process reaches it, so that it loads a module as another machine would.
"""

import io
import os
import pickle
import sys
from types import TracebackType
from typing import Any, NoReturn

import torch

from yolosmith.engine import blame, registry
from yolosmith.engine.check.subject import FailedError, floats
from yolosmith.engine.registry import ModuleSource


class Twin:
    """Use as a context: leaving it ends the process."""

    def __enter__(self) -> "Twin":
        ask_read, self._ask = os.pipe()
        self._hear, answer_write = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._ask)
            os.close(self._hear)
            _serve(ask_read, answer_write)
        os.close(ask_read)
        os.close(answer_write)
        self._asked = False
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._asked:
            os.close(self._ask)  # the end of its input is its sign to leave
        os.close(self._hear)

    def load_and_run(self, source: ModuleSource, module: bytes, x: Any, *, training: bool) -> list[torch.Tensor]:
        """Load what `torch.save` wrote, run it on `x` with seed 0. May be called once.

        Raises:
            FailedError: It cannot be loaded or run there.
        """
        self._asked = True
        with os.fdopen(self._ask, "wb") as file:
            pickle.dump({"source": source.document(), "module": module, "x": x, "training": training}, file)
        with os.fdopen(os.dup(self._hear), "rb") as file:
            said = file.read()
        if not said:
            raise FailedError("The fresh process that loaded it died.")
        answer = pickle.loads(said)
        if "error" in answer:
            raise FailedError(f"In a fresh process: {answer['error']}", line=answer["line"])
        outputs: list[torch.Tensor] = answer["outputs"]
        return outputs


def _serve(ask: int, answer: int) -> NoReturn:
    status = 1
    try:
        with os.fdopen(ask, "rb") as file:
            request = file.read()
        if request:
            said = pickle.dumps(_answer(pickle.loads(request)))
            with os.fdopen(answer, "wb") as file:
                file.write(said)
            status = 0
    finally:
        sys.stderr.flush()
        os._exit(status)


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    torch.set_num_threads(1)
    try:
        registry.register_for_loading(ModuleSource.from_document(request["source"]))
        block = torch.load(io.BytesIO(request["module"]), weights_only=False)
        torch.manual_seed(0)
        with torch.no_grad():
            return {"outputs": floats(block.train(request["training"])(request["x"]))}
    except BaseException as error:  # noqa: BLE001  the user's code may raise anything
        place = blame.user_place(error)
        return {"error": blame.describe(error), "line": place[1] if place else None}

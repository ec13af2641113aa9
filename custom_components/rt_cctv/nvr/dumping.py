"""Asks a recorder everything that changes nothing, for a diagnosis."""

from collections.abc import Awaitable, Callable, Iterable

from .base import CannotConnectError, InvalidAuthError, LockedError, RecorderError


async def ask_all(
    questions: Iterable[tuple[str, Callable[[], Awaitable[object]]]],
) -> dict[str, object]:
    """Return each answer by its question's name; what fails is named by its error.

    Stops where the recorder can't be reached any more. Raises `InvalidAuthError` and `LockedError`.
    """
    answers: dict[str, object] = {}
    for name, ask in questions:
        try:
            answers[name] = await ask()
        except InvalidAuthError, LockedError:
            raise
        except RecorderError as err:
            answers[name] = type(err).__name__
            if isinstance(err, CannotConnectError):
                break
    return answers

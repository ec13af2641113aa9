"""Real captures and clips, which lie beside the project and not in it."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def needs(path: str) -> pytest.MarkDecorator:
    """Skip a test where the material beside the project isn't there."""
    return pytest.mark.skipif(
        not (SHARED / path).exists(), reason=f"needs {path} beside the project, which isn't here"
    )

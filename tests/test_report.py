"""The one door to the benchmarks: what it prints, what it writes, how it ends."""

import json
from pathlib import Path

import pytest

from benchmarks import __main__ as door
from benchmarks.report import CannotMeasureError, Metric, of_runs, table


def test_a_metric_is_the_median_of_its_runs_beside_its_peers() -> None:
    metric = of_runs(
        "alarm to state", "ms", [9, 1, 4], at_most=5, peer="pyHik", peer_values=[7, 100, 8]
    )

    assert metric.as_json() == {
        "metric": "alarm to state",
        "value": 4,
        "unit": "ms",
        "target": 5,
        "met": True,
        "peer": "pyHik",
        "peer_value": 8,
        "runs": 3,
    }


@pytest.mark.parametrize(
    ("metric", "met"),
    [
        (of_runs("calls", "", [15], at_most=15), True),
        (of_runs("calls", "", [16], at_most=15), False),
        (of_runs("frames", "/s", [15], at_least=15), True),
        (of_runs("frames", "/s", [14], at_least=15), False),
        (of_runs("frames", "/s", [14]), None),
    ],
)
def test_a_target_is_met_up_to_and_with_its_edge(metric: Metric, met: bool | None) -> None:
    assert metric.met is met


def test_what_gave_no_value_is_not_a_measurement() -> None:
    with pytest.raises(CannotMeasureError):
        of_runs("calls", "", [])
    with pytest.raises(CannotMeasureError):
        of_runs("calls", "", [float("nan")])
    with pytest.raises(CannotMeasureError):
        Metric(metric="calls", value=1, unit="", peer="pyHik", peer_value=float("inf"))


def test_a_metric_has_one_target() -> None:
    with pytest.raises(ValueError, match="one target"):
        of_runs("calls", "", [1], at_most=1, at_least=1)


def test_the_table_says_what_was_missed_and_what_the_peer_did() -> None:
    text = table(
        [
            of_runs("calls to set up", "", [12], at_most=15, peer="pyHik"),
            of_runs("alarm to state p99", "ms", [21.26], at_most=20, peer="pyHik", peer_values=[3]),
            Metric(metric="memory", value=181234, unit="kB"),
        ]
    )

    assert text.splitlines() == [
        "metric               value  unit  target      met  peer         runs",
        "------------------  ------  ----  ----------  ---  -----------  ----",
        "calls to set up         12        at most 15  yes  pyHik: none     1",
        "alarm to state p99    21.3  ms    at most 20  NO   pyHik: 3        1",
        "memory              181234  kB                                     1",
    ]


@pytest.fixture
def benchmark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of benchmarks whose modules the test writes itself."""
    folder = tmp_path / "benchmarks"
    folder.mkdir()
    monkeypatch.setattr(door, "FOLDER", folder)
    monkeypatch.setattr("benchmarks.__path__", [str(folder)])
    return folder


def test_a_benchmark_is_run_by_its_name_even_when_it_misses_its_target(
    benchmark: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (benchmark / "sample_missing.py").write_text(
        "from benchmarks.report import of_runs\n"
        "async def measure():\n"
        "    return [of_runs('calls', '', [16], at_most=15)]\n"
    )

    status = door.main(["sample_missing", "--json", str(tmp_path / "out.json")])

    assert status == 0
    assert "NO" in capsys.readouterr().out
    assert [metric["met"] for metric in json.loads((tmp_path / "out.json").read_text())] == [False]


def test_a_benchmark_takes_arguments_of_its_own(
    benchmark: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (benchmark / "sample_clips.py").write_text(
        "from benchmarks.report import of_runs\n"
        "def add_arguments(parser):\n"
        "    parser.add_argument('--clips', required=True)\n"
        "def measure(options):\n"
        "    return [of_runs(f'frames of {options.clips}', '', [16])]\n"
    )

    assert door.main(["sample_clips", "--clips", "here"]) == 0
    assert "frames of here" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("sample_raises", "raise RuntimeError('no clip')", "no clip"),
        ("sample_empty", "return []", "measured nothing"),
        ("sample_peerless", "raise CannotMeasureError('motion is missing')", "motion is missing"),
    ],
)
def test_a_benchmark_that_cannot_measure_ends_with_2_and_says_why(
    benchmark: Path, capsys: pytest.CaptureFixture[str], name: str, body: str, said: str
) -> None:
    (benchmark / f"{name}.py").write_text(
        f"from benchmarks.report import CannotMeasureError\ndef measure():\n    {body}\n"
    )

    assert door.main([name]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["report"], ["../report"]])
def test_a_name_that_is_none_gets_the_list(
    benchmark: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    (benchmark / "recorder.py").write_text("")
    (benchmark / "_shared.py").write_text("")
    (benchmark / "report.py").write_text("")

    assert door.main(arguments) == 2
    assert "the benchmarks there are: recorder\n" in capsys.readouterr().err

"""Tests of the options of the hub's eyes, and of getting the confirmer ready."""

from collections.abc import Iterator
import hashlib
from pathlib import Path
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.requirements import RequirementsNotFound
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.rt_cctv import confirmer, eyes as room
from custom_components.rt_cctv.confirmer import ConfirmerError, async_prepare
from custom_components.rt_cctv.const import DOMAIN
from custom_components.rt_cctv.video.confirm import Trouble
from custom_components.rt_cctv.video.hub import HubListener

from .fake_hub import FakeHub
from .fake_recorder import FakeRecorder

NONE: dict[str, Any] = {}
PARAM = b"7767517\n2 2\nInput data 0 1 data\nConvolution find 1 1 data out 0=85\n"
WEIGHTS = b"weights"
PINS = {"param": hashlib.sha256(PARAM).hexdigest(), "weights": hashlib.sha256(WEIGHTS).hexdigest()}
FAR = {
    "param": "https://models.example/x.param",
    "weights": "https://models.example/x.bin",
    "param_sha256": PINS["param"],
    "weights_sha256": PINS["weights"].upper(),
}


@pytest.fixture(autouse=True)
def hubs() -> Iterator[list[FakeHub]]:
    """Put hubs without workers behind every entry."""
    made: list[FakeHub] = []

    def make(listener: HubListener) -> FakeHub:
        made.append(FakeHub(listener))
        return made[-1]

    with patch.object(room, "VideoHub", make):
        yield made


@pytest.fixture(autouse=True)
def _own_folder(hass: HomeAssistant, tmp_path: Path) -> None:
    """Let nothing be found that another test has kept."""
    hass.config.config_dir = str(tmp_path)


@pytest.fixture(autouse=True)
def library() -> Iterator[Any]:
    """Let the library be there."""
    with patch.object(confirmer, "async_process_requirements") as asked:
        yield asked


async def go(
    hass: HomeAssistant, entry: MockConfigEntry, step: str, *answers: dict[str, Any]
) -> dict[str, Any]:
    """Walk through the options from the menu on; return the last result."""
    result = await hass.config_entries.options.async_init(entry.entry_id)
    flow = result["flow_id"]
    said = await hass.config_entries.options.async_configure(flow, {"next_step_id": step})
    for answer in answers:
        said = await hass.config_entries.options.async_configure(flow, answer)
    await hass.async_block_till_done()
    return dict(said)


async def test_what_is_chosen_is_looked_for(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, hubs: list[FakeHub]
) -> None:
    answer = {
        "kinds": ["flooding", "tamper"],
        "votes": {"rain": "binary_sensor.hujan", "neighbour": "1"},
    }
    said = await go(hass, loaded_entry, "eyes", {"slot": "2"}, answer)
    assert said["type"] is FlowResultType.CREATE_ENTRY
    assert loaded_entry.options["eyes"]["2"]["votes"] == {
        "rain": "binary_sensor.hujan",
        "neighbour": 1,
    }
    assert set(hubs[-1].slots["2"].settings["kinds"]) == {"flooding", "tamper"}
    assert loaded_entry.options["slots"]["1"]["name"] == "Pos kamling"


async def test_an_analytic_is_tuned_and_keeps_that_when_switched_off(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, hubs: list[FakeHub]
) -> None:
    chosen = {"kinds": ["illegal_parking"], "tune": "illegal_parking", "votes": NONE}
    tuned = {"sensitivity": 70, "minutes": 10, "begin": "06:00:00", "end": "22:00:00"}
    said = await go(hass, loaded_entry, "eyes", {"slot": "1"}, chosen, tuned)
    assert said["type"] is FlowResultType.CREATE_ENTRY
    kept = {"sensitivity": 70, "minutes": 10, "hours": ["06:00:00", "22:00:00"]}
    assert loaded_entry.options["eyes"]["1"]["kinds"] == {"illegal_parking": {"on": True, **kept}}
    await go(hass, loaded_entry, "eyes", {"slot": "1"}, {"kinds": [], "votes": NONE})
    assert loaded_entry.options["eyes"]["1"]["kinds"] == {"illegal_parking": {"on": False, **kept}}


@pytest.mark.parametrize(
    "hours", [{"begin": "06:00:00"}, {"end": "06:00:00"}, {"begin": "06:00:00", "end": "06:00:00"}]
)
async def test_half_an_answer_about_hours_is_asked_again(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, hours: dict[str, str]
) -> None:
    chosen = {"kinds": ["motion"], "tune": "motion", "votes": NONE}
    said = await go(hass, loaded_entry, "eyes", {"slot": "1"}, chosen, {"sensitivity": 50, **hours})
    assert said["errors"] == {"base": "hours_incomplete"}


def model_in_use(hubs: list[FakeHub]) -> object:
    """Return what slot 1's worker is told of the model."""
    return hubs[-1].slots["1"].model


def confirms(hubs: list[FakeHub]) -> bool:
    """Return whether slot 1's worker is to ask the confirmer."""
    return bool(hubs[-1].slots["1"].settings["confirmer"])


async def files(hass: HomeAssistant, tmp_path: Path) -> dict[str, str]:
    """Lay a model's two files down."""
    param, weights = tmp_path / "x.param", tmp_path / "x.bin"
    await hass.async_add_executor_job(param.write_bytes, PARAM)
    await hass.async_add_executor_job(weights.write_bytes, WEIGHTS)
    return {"param": str(param), "weights": str(weights)}


async def test_a_model_in_files_is_handed_to_the_workers_and_taken_back(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, hubs: list[FakeHub], tmp_path: Path
) -> None:
    model = await files(hass, tmp_path)
    await go(hass, loaded_entry, "eyes", {"slot": "1"}, {"kinds": ["motion"], "votes": NONE})
    assert not model_in_use(hubs)
    assert not confirms(hubs)
    await go(hass, loaded_entry, "confirmer", model)
    assert model_in_use(hubs) == model
    assert confirms(hubs)
    await go(hass, loaded_entry, "confirmer", {})
    assert not model_in_use(hubs)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"param": "/x.param"}, "model_incomplete"),
        ({"param": "/nowhere.param", "weights": "/nowhere.bin"}, "model_not_usable"),
        ({**FAR, "weights_sha256": ""}, "model_not_pinned"),
        ({**FAR, "param_sha256": "abc"}, "model_bad_pin"),
    ],
)
async def test_a_model_that_cannot_be_used_is_refused_in_words(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, given: dict[str, str], error: str
) -> None:
    said = await go(hass, loaded_entry, "confirmer", given)
    assert said["errors"] == {"base": error}
    assert "confirmer" not in loaded_entry.options


@pytest.mark.parametrize(
    "other", [b"<html>", b"7767517\n2 3\nInput data 0 1 data\nConvolution find 1 2 data a b 0=9\n"]
)
async def test_a_model_of_another_family_is_refused_before_a_worker_meets_it(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, tmp_path: Path, other: bytes
) -> None:
    model = await files(hass, tmp_path)
    await hass.async_add_executor_job(Path(model["param"]).write_bytes, other)
    said = await go(hass, loaded_entry, "confirmer", model)
    assert said["errors"] == {"base": "model_not_usable"}


async def test_a_model_is_fetched_once_and_only_if_it_is_the_pinned_one(
    hass: HomeAssistant, aioclient_mock: AiohttpClientMocker
) -> None:
    aioclient_mock.get(FAR["param"], content=PARAM)  # type: ignore[no-untyped-call]
    aioclient_mock.get(FAR["weights"], content=WEIGHTS)  # type: ignore[no-untyped-call]
    model = await async_prepare(hass, FAR)
    assert await hass.async_add_executor_job(Path(model["weights"]).read_bytes) == WEIGHTS
    assert await async_prepare(hass, FAR) == model
    assert aioclient_mock.call_count == 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"content": b"another"}, "model_not_usable"),
        ({"status": 404}, "model_not_fetched"),
        ({"exc": TimeoutError}, "model_not_fetched"),
    ],
)
async def test_what_comes_instead_of_the_pinned_model_is_not_used(
    hass: HomeAssistant, aioclient_mock: AiohttpClientMocker, answer: dict[str, Any], error: str
) -> None:
    other = {**FAR, "param_sha256": "0" * 64}
    aioclient_mock.get(FAR["param"], **answer)  # type: ignore[no-untyped-call]
    with pytest.raises(ConfirmerError) as refused:
        await async_prepare(hass, other)
    assert refused.value.translation_key == error


async def test_too_large_a_model_is_not_read_to_its_end(
    hass: HomeAssistant, aioclient_mock: AiohttpClientMocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confirmer, "MOST_BYTES", 3)
    aioclient_mock.get(FAR["param"], content=PARAM)  # type: ignore[no-untyped-call]
    with pytest.raises(ConfirmerError) as refused:
        await async_prepare(hass, {**FAR, "param_sha256": "1" * 64})
    assert refused.value.translation_key == "model_not_usable"


async def test_a_missing_library_leaves_the_eyes_working_and_says_so(
    hass: HomeAssistant,
    loaded_entry: MockConfigEntry,
    hubs: list[FakeHub],
    library: Any,
    tmp_path: Path,
) -> None:
    model = await files(hass, tmp_path)
    await go(hass, loaded_entry, "eyes", {"slot": "1"}, {"kinds": ["motion"], "votes": NONE})
    await go(hass, loaded_entry, "confirmer", model)
    library.side_effect = RequirementsNotFound("rt_cctv", ["ncnn"])
    await hass.config_entries.async_reload(loaded_entry.entry_id)
    assert model_in_use(hubs) is None
    assert confirmer_issue(hass, loaded_entry) is not None
    library.side_effect = None
    await hass.config_entries.async_reload(loaded_entry.entry_id)
    assert model_in_use(hubs) == model
    assert confirmer_issue(hass, loaded_entry) is None


def confirmer_issue(hass: HomeAssistant, entry: MockConfigEntry) -> ir.IssueEntry | None:
    """Return the repair of the confirmer where it is open."""
    return ir.async_get(hass).async_get_issue(DOMAIN, f"confirmer_{entry.entry_id}")


@pytest.mark.parametrize(
    ("trouble", "language", "why"),
    [
        (Trouble.MODEL, "en", "The hub can't read the model"),
        (Trouble.LIBRARY, "id", "ncnn tidak bisa berjalan di hub ini"),
    ],
)
async def test_a_worker_that_cannot_use_the_model_opens_a_repair_in_the_hubs_language(
    hass: HomeAssistant,
    recorder_entry: MockConfigEntry,
    fake_recorder: FakeRecorder,
    hubs: list[FakeHub],
    tmp_path: Path,
    trouble: Trouble,
    language: str,
    why: str,
) -> None:
    hass.config.language = language
    recorder_entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(recorder_entry.entry_id)
    await go(hass, recorder_entry, "confirmer", await files(hass, tmp_path))
    await switch_on(hass, recorder_entry, "1")
    hubs[-1].become("1")
    hubs[-1].listener.confirmer("1", trouble)
    issue = confirmer_issue(hass, recorder_entry)
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["recorder"] == "RT 05"
    assert issue.translation_placeholders["error"].startswith(why)


async def switch_on(hass: HomeAssistant, entry: MockConfigEntry, *slots: str) -> None:
    """Let some slots be looked at for motion."""
    for slot in slots:
        await go(hass, entry, "eyes", {"slot": slot}, {"kinds": ["motion"], "votes": NONE})


@pytest.fixture
async def troubled(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, hubs: list[FakeHub], tmp_path: Path
) -> MockConfigEntry:
    """Return an entry with two slots that are read, whose model slot 1 can't use."""
    await go(hass, loaded_entry, "confirmer", await files(hass, tmp_path))
    await switch_on(hass, loaded_entry, "1", "2")
    for slot in "12":
        hubs[-1].become(slot)
    hubs[-1].listener.confirmer("1", Trouble.MODEL)
    assert confirmer_issue(hass, loaded_entry) is not None
    return loaded_entry


async def test_the_repair_stays_over_a_reload_until_a_worker_says_that_it_answers(
    hass: HomeAssistant, troubled: MockConfigEntry, hubs: list[FakeHub]
) -> None:
    await hass.config_entries.async_reload(troubled.entry_id)
    assert confirmer_issue(hass, troubled) is not None
    hubs[-1].listener.confirmer("1", None)
    assert confirmer_issue(hass, troubled) is None


async def test_a_slot_that_gets_answers_does_not_hide_the_trouble_of_another(
    hass: HomeAssistant, troubled: MockConfigEntry, hubs: list[FakeHub]
) -> None:
    hubs[-1].listener.confirmer("2", None)
    assert confirmer_issue(hass, troubled) is not None
    hubs[-1].listener.confirmer("1", None)
    assert confirmer_issue(hass, troubled) is None


async def test_another_model_closes_the_repair(
    hass: HomeAssistant, troubled: MockConfigEntry, tmp_path: Path
) -> None:
    other = tmp_path / "other.bin"
    await hass.async_add_executor_job(other.write_bytes, WEIGHTS)
    given = {**troubled.options["confirmer"], "weights": str(other)}
    await go(hass, troubled, "confirmer", given)
    assert confirmer_issue(hass, troubled) is None


async def test_removing_the_recorder_closes_the_repair(
    hass: HomeAssistant, troubled: MockConfigEntry
) -> None:
    await hass.config_entries.async_remove(troubled.entry_id)
    assert confirmer_issue(hass, troubled) is None


async def test_switching_the_recogniser_off_closes_the_repair(
    hass: HomeAssistant, troubled: MockConfigEntry
) -> None:
    await go(hass, troubled, "confirmer", {})
    assert confirmer_issue(hass, troubled) is None

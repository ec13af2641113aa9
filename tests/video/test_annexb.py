"""Tests of taking coded pictures apart."""

import pytest

from custom_components.rt_cctv.video.annexb import Codec, access_unit, nal_units, parameters_in

SPS, PPS, IDR, SLICE = b"\x67\x42\x00", b"\x68\xce", b"\x65\x88\x84", b"\x41\x9a\x01"


def test_both_start_codes_part_nal_units_and_trailing_zeros_are_no_part_of_them() -> None:
    data = b"\0\0\0\1" + SPS[:2] + b"\0\0\1" + PPS + b"\0\0\0\1" + IDR + b"\0\0"
    assert nal_units(data) == [SPS[:2], PPS, IDR]


@pytest.mark.parametrize("data", [b"", b"\0\0", b"no start code", b"\0\0\1", b"\0\0\1\0\0\1"])
def test_bytes_without_a_unit_are_no_picture(data: bytes) -> None:
    unit = access_unit(Codec.H264, data)
    assert (unit.sample, unit.parameters, unit.random_access) == (b"", b"", False)


def test_parameter_sets_and_delimiters_are_taken_out_of_the_sample() -> None:
    aud = b"\x09\x10"
    unit = access_unit(Codec.H264, b"".join(b"\0\0\0\1" + n for n in (aud, b"\x67\x42", PPS, IDR)))
    assert unit.sample == len(IDR).to_bytes(4) + IDR
    assert unit.parameters == b"\0\0\0\1\x67\x42\0\0\0\1" + PPS
    assert unit.random_access
    assert unit.has_sps


def test_a_slice_of_a_later_picture_is_no_random_access_point() -> None:
    assert not access_unit(Codec.H264, b"\0\0\1" + SLICE).random_access


def test_h265_knows_its_own_unit_types() -> None:
    vps, sps, idr = b"\x40\x01\x0c", b"\x42\x01\x01", b"\x26\x01\xaf"
    unit = access_unit(Codec.H265, b"".join(b"\0\0\0\1" + n for n in (vps, sps, idr)))
    assert unit.random_access
    assert unit.has_sps
    assert unit.sample == len(idr).to_bytes(4) + idr


def test_extradata_of_none_holds_no_parameters() -> None:
    assert parameters_in(Codec.H264, None) == b""

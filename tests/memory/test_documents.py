from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import PlainSerializer, WrapSerializer

from diagnosis import Cause
from envs import Frozen, StoreError
from memory import Query, Recall, RecordedRecall
from memory.documents import CHECKSUM_BYTES, canonical, decoded, packed, unpacked, written

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@settings(max_examples=30)
@given(st.dictionaries(st.text(), plain, max_size=5))
def test_canonical_json_does_not_depend_on_the_order_of_keys(data: Any) -> None:
    backwards = dict(reversed(list(data.items())))

    assert canonical(data) == canonical(backwards)


def test_a_document_gives_back_the_experience(world: Any) -> None:
    experience = world.experience(state=world.state({"oak_log": 3}), before=("sleep()",))

    assert decoded(*packed(experience), "it") == experience


def test_a_document_is_the_canonical_form_of_what_pydantic_dumps(world: Any) -> None:
    experience = world.experience(
        state=world.state({"oak_log": 3}, near=("furnace",)),
        cause=Cause.missing_material,
        before=("sleep()",),
    )
    query = Query(episode=world.key(), task=world.task(), state=world.state())
    recorded = RecordedRecall(query=query, recall=Recall(id="recall-1", view="0" * 16))

    for model in (experience, recorded):
        plain = orjson.loads(model.model_dump_json())
        assert written(model) == canonical(plain)


def test_no_model_has_a_written_form_of_its_own() -> None:
    # `written` walks the fields: it would pass over an alias or a serializer in silence.
    waiting, found = [Frozen], 0
    while waiting:
        model = waiting.pop()
        waiting += model.__subclasses__()
        decorated = model.__pydantic_decorators__
        assert not decorated.field_serializers
        assert not decorated.model_serializers
        assert not decorated.computed_fields
        for field in model.model_fields.values():
            assert field.serialization_alias is None
            assert not any(isinstance(m, PlainSerializer | WrapSerializer) for m in field.metadata)
            found += 1
    assert found > 200


def test_every_single_flipped_bit_is_found(world: Any) -> None:
    body, check = packed(world.experience())

    for bit in range(8 * len(body)):
        damaged = bytearray(body)
        damaged[bit // 8] ^= 1 << bit % 8
        with pytest.raises(StoreError, match="it is damaged"):
            unpacked(bytes(damaged), check, "it")


def test_a_flipped_bit_of_the_checksum_is_found(world: Any) -> None:
    body, check = packed(world.experience())

    for bit in range(8 * CHECKSUM_BYTES):
        damaged = bytearray(check)
        damaged[bit // 8] ^= 1 << bit % 8
        with pytest.raises(StoreError, match="it is damaged"):
            unpacked(body, bytes(damaged), "it")


def test_what_reads_as_something_else_is_an_error(world: Any) -> None:
    with pytest.raises(StoreError, match="doesn't read as an experience"):
        decoded(*packed(world.key()), "it")

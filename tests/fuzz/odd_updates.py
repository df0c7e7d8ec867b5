"""Spoiling an update in ways that need to know what it means.

Each hand changes one thing of a tree as a hostile client might: to what does this item hang, what
does it hold, whose is it, what is deleted. Most results are still updates that could be read, which
is what makes them dangerous.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from tests.fuzz.odd_bytes import EDGES
from tests.fuzz.odd_contents import FIELDS, NO_TEXTS, TEXTS, any_value, fill
from tests.fuzz.update_tree import (
    ANY,
    BINARY,
    DELETED,
    EMBED,
    FORMAT,
    GC,
    JSON,
    SKIP,
    STRING,
    TYPE,
    Block,
    Id,
    Struct,
    Tree,
    parse,
)  # fmt: skip

_ROOTS = (b"objects", b"objects", b"objects", b"meta", b"", b"other", b"objects\x00")


@dataclass(frozen=True)
class Ground:
    """Where an update will land. `state`: clocks by client. `ids`: of the board's objects.

    `donors`: other updates, written out, of which pieces may be taken.
    """

    state: Mapping[int, int]
    ids: Sequence[str]
    donors: Sequence[bytes]


Spoil = Callable[[Random, Tree, Ground], None]


def spoil_tree(random: Random, tree: Tree, ground: Ground) -> None:
    """Changes one thing. Does nothing where there is nothing of that kind."""
    random.choice(HANDS)(random, tree, ground)


def any_id(random: Random, tree: Tree, ground: Ground) -> Id:
    """Somewhere in the document, somewhere in this update, or nowhere."""
    choice = random.random()
    if tree.blocks and choice < 0.3:
        block = random.choice(tree.blocks)
        return block.client, max(0, block.clock + random.randrange(-3, 40))
    if ground.state and choice < 0.95:
        client = random.choice(list(ground.state))
        return client, random.randrange(max(1, ground.state[client]))
    return random.choice(EDGES), random.choice(EDGES)


def _any_struct(random: Random, tree: Tree) -> Struct | None:
    structs = tree.structs()
    return random.choice(structs) if structs else None


def _any_block(random: Random, tree: Tree) -> Block | None:
    return random.choice(tree.blocks) if tree.blocks else None


def _item(random: Random, tree: Tree) -> Struct | None:
    items = [each for each in tree.structs() if each.kind not in (GC, SKIP)]
    return random.choice(items) if items else None


# What an item hangs on


def _other_left(random: Random, tree: Tree, ground: Ground) -> None:
    if (item := _item(random, tree)) is not None:
        item.left = None if random.random() < 0.2 else any_id(random, tree, ground)


def _other_right(random: Random, tree: Tree, ground: Ground) -> None:
    if (item := _item(random, tree)) is not None:
        item.right = None if random.random() < 0.2 else any_id(random, tree, ground)


def _neighbours(random: Random, tree: Tree, ground: Ground) -> None:
    """Left and right as they never lay: swapped, far apart, one and the same."""
    if (item := _item(random, tree)) is not None:
        left = any_id(random, tree, ground)
        item.left, item.right = random.choice(
            (
                (item.right, item.left),
                (left, left),
                (left, (left[0], left[1] + 1)),
                (left, any_id(random, tree, ground)),
            )
        )


def _other_parent(random: Random, tree: Tree, ground: Ground) -> None:
    if (item := _item(random, tree)) is not None:
        if random.random() < 0.5:
            item.left = item.right = None
        item.parent = (
            random.choice(_ROOTS) if random.random() < 0.4 else any_id(random, tree, ground)
        )


def _other_key(random: Random, tree: Tree, ground: Ground) -> None:
    if (item := _item(random, tree)) is not None:
        item.names_key = random.random() < 0.9
        if ground.ids and random.random() < 0.4:
            item.key = random.choice(ground.ids).encode()
        else:
            item.key = random.choice(FIELDS)


def _key_in_object(random: Random, tree: Tree, ground: Ground) -> None:
    """A field of an object that is there, or of one that this update makes."""
    if (item := _item(random, tree)) is not None:
        item.left = item.right = None
        item.parent, item.names_key, item.key = (
            any_id(random, tree, ground),
            True,
            random.choice(FIELDS),
        )


# What an item holds


def _other_content(random: Random, tree: Tree, ground: Ground) -> None:
    if (item := _item(random, tree)) is not None:
        fill(random, item, item.kind)


def _other_kind(random: Random, tree: Tree, ground: Ground) -> None:
    if (item := _any_struct(random, tree)) is not None:
        if item.parent is None and item.left is None and item.right is None:
            item.parent = any_id(random, tree, ground)
        fill(
            random,
            item,
            random.choice(
                (GC, DELETED, JSON, BINARY, STRING, EMBED, FORMAT, TYPE, ANY, 9, SKIP, 11, 31)
            ),
        )


def _value_inside(random: Random, tree: Tree, ground: Ground) -> None:
    """One number, one word of a register is another; the register stands where it stood."""
    registers = [each for each in tree.structs() if each.kind == ANY and each.content]
    if not registers:
        return
    register = random.choice(registers)
    at = random.randrange(len(register.content))
    value = register.content[at]
    while value.tag in (117, 118) and value.body and random.random() < 0.8:
        part = random.randrange(len(value.body))
        if random.random() < 0.3:
            each = any_value(random)
            value.body[part] = (value.body[part][0], each) if value.tag == 118 else each
            return
        value = value.body[part][1] if value.tag == 118 else value.body[part]
    fresh = any_value(random)
    value.tag, value.body = fresh.tag, fresh.body


def _characters(random: Random, tree: Tree, ground: Ground) -> None:
    """A text with characters that count twice, in front, in the middle, at the end."""
    texts = [each for each in tree.structs() if each.kind == STRING]
    if texts:
        text = random.choice(texts)
        at = random.randrange(len(text.content) + 1)
        odd = random.choice(NO_TEXTS) if random.random() < 0.2 else random.choice(TEXTS).encode()
        text.content = text.content[:at] + odd + text.content[at:]


# Which structs there are, and whose


def _order_of_structs(random: Random, tree: Tree, ground: Ground) -> None:
    if (block := _any_block(random, tree)) is not None and block.structs:
        structs = block.structs
        at = random.randrange(len(structs))
        match random.randrange(4):
            case 0:
                structs.insert(at, replace(structs[at]))
            case 1:
                del structs[at]
            case 2:
                other = random.randrange(len(structs))
                structs[at], structs[other] = structs[other], structs[at]
            case 3:
                random.shuffle(structs)


def _gap(random: Random, tree: Tree, ground: Ground) -> None:
    """Something in a block that is nothing: skipped, collected, deleted."""
    if (block := _any_block(random, tree)) is not None:
        parent = any_id(random, tree, ground)
        nothing = Struct(random.choice((SKIP, GC, DELETED)), parent=parent)
        nothing.content = random.choice((0, 1, 2, 3, 10, 2**31 - 1))
        block.structs.insert(random.randrange(len(block.structs) + 1), nothing)


def _splice(random: Random, tree: Tree, ground: Ground) -> None:
    """Structs of another update, as if they had always been in this one."""
    block, donor = _any_block(random, tree), parse(random.choice(ground.donors))
    structs = donor.structs()
    if block is None or not structs:
        tree.blocks += donor.blocks
        return
    start = random.randrange(len(structs))
    at = random.randrange(len(block.structs) + 1)
    block.structs[at:at] = structs[start : start + random.choice((1, 3, 10))]


def _order_of_blocks(random: Random, tree: Tree, ground: Ground) -> None:
    if (block := _any_block(random, tree)) is None:
        return
    match random.randrange(5):
        case 0:
            tree.blocks.append(replace(block))
        case 1:
            tree.blocks.remove(block)
        case 2:
            random.shuffle(tree.blocks)
        case 3:
            tree.blocks += parse(random.choice(ground.donors)).blocks
        case 4:
            half = len(block.structs) // 2
            rest = Block(
                random.choice((block.client, block.client + 1)), block.clock, block.structs[half:]
            )
            rest.clock += sum(struct.length() for struct in block.structs[:half])
            block.structs = block.structs[:half]
            tree.blocks.append(rest)


def _other_clock(random: Random, tree: Tree, ground: Ground) -> None:
    if (block := _any_block(random, tree)) is not None:
        near = block.clock + random.choice((-40, -8, -3, -2, -1, 1, 2, 3))
        block.clock = random.choice(EDGES) if random.random() < 0.2 else max(0, near)


def _other_client(random: Random, tree: Tree, ground: Ground) -> None:
    """Somebody else's next words, or their last ones once more but otherwise."""
    if (block := _any_block(random, tree)) is None:
        return
    if ground.state and random.random() < 0.8:
        block.client = random.choice(list(ground.state))
        block.clock = max(0, ground.state[block.client] - random.choice((0, 0, 1, 2, 5)))
    else:
        block.client = random.choice(EDGES)


def _very_many(random: Random, tree: Tree, ground: Ground) -> None:
    """One thing a great many times, which somebody may have to look through each time."""
    times = random.choice((5, 5, 5, 5, 50, 50, 500, 2_000))
    choice = random.random()
    if choice < 0.3:
        client, clock = any_id(random, tree, ground)
        step = random.choice((1, 2, 2, 5))
        tree.deletes.append((client, [(clock + at * step, 1) for at in range(times)]))
    elif choice < 0.4:
        clients = random.sample(range(1, 10_000), times)
        tree.deletes += [(client, [(0, 1)]) for client in clients]
    elif (block := _any_block(random, tree)) is not None and block.structs:
        at = random.randrange(len(block.structs))
        struct = block.structs[at]
        if struct.left is not None and choice < 0.7:
            # Each behind the one before, or each behind the same.
            start = block.clock + sum(each.length() for each in block.structs[:at])
            length = max(1, struct.length())
            again = [
                replace(struct, left=(block.client, start + length * number - 1))
                for number in range(1, times)
            ]
        else:
            again = [replace(struct) for _ in range(times)]
        block.structs[at + 1 : at + 1] = again


# What is deleted


def _delete_more(random: Random, tree: Tree, ground: Ground) -> None:
    for _ in range(random.choice((1, 1, 1, 2, 5))):
        client, clock = any_id(random, tree, ground)
        length = random.choice((1, 1, 1, 2, 2, 3, 5, 10, 50, 1000, random.choice(EDGES)))
        end = ground.state.get(client)
        if end is not None and random.random() < 0.8:
            length = max(1, min(length, end - clock))
        tree.deletes.append((client, [(clock, length)]))


def _delete_otherwise(random: Random, tree: Tree, ground: Ground) -> None:
    if not tree.deletes:
        return
    at = random.randrange(len(tree.deletes))
    client, ranges = tree.deletes[at]
    match random.randrange(5):
        case 0:
            del tree.deletes[at]
        case 1:
            tree.deletes.append((client, list(ranges)))
        case 2:
            tree.deletes[at] = (any_id(random, tree, ground)[0], ranges)
        case 3:
            shift = random.choice((-2, -1, 1, 2))
            tree.deletes[at] = (
                client,
                [(max(0, clock + shift), length) for clock, length in ranges],
            )
        case 4:
            grown = random.choice((-1, 1, 2, 30))
            tree.deletes[at] = (
                client,
                [(clock, max(0, length + grown)) for clock, length in reversed(ranges)],
            )


HANDS: tuple[Spoil, ...] = (
    _other_left, _other_right, _neighbours, _other_parent, _other_key, _key_in_object, _other_content, _other_kind,
    _value_inside, _value_inside, _characters, _order_of_structs, _gap, _splice, _order_of_blocks, _other_clock,
    _other_client, _very_many, _delete_more, _delete_more, _delete_otherwise,
)  # fmt: skip

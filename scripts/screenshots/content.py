"""What is on the boards of the screenshots: a care home asks itself what makes a good day."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tests.browser.seeding import Thing
from tests.browser.words import Language


@dataclass(frozen=True)
class Said:
    """All words of one language; the notes by the name that they have in `_NOTES`."""

    question: str
    empty: str
    boards: tuple[tuple[str, int], ...]
    template: str
    binned: str
    frames: tuple[str, str, str, str]
    notes: dict[str, str]
    start: str
    trial: str
    asked: str
    again: str
    harvest: str
    card: str
    garden: str
    tag: str
    thrown: tuple[str, str, str]
    wish: str
    reply: str
    doubt: str
    offline: str
    looked_for: str


PEOPLE = ("Bert Jansen", "Chaima Bouzidi", "Dirk de Boer")
FACILITATOR = "Anna de Wit"
SHY = "Gerda Visser"

# Where each note lies, its colour, and which of the people wrote it.
_NOTES: dict[str, tuple[tuple[int, int], str, int]] = {
    "table": ((34, 72), "sun", 0),
    "slept": ((290, 80), "sun", 1),
    "nurse": ((40, 300), "apricot", 2),
    "dog": ((296, 308), "sun", 0),
    "chair": ((606, 80), "sky", 1),
    "trolley": ((862, 70), "mint", 2),
    "story": ((600, 304), "mint", 1),
    "lunch": ((856, 296), "sky", 1),
    "potatoes": ((1180, 70), "rose", 0),
    "knit": ((1440, 84), "lilac", 2),
    "told": ((1174, 300), "lilac", 1),
    "egg": ((1434, 308), "rose", 0),
}
_FRAMES = ((0, 0, 530, 540), (570, 0, 530, 540), (1140, 0, 530, 540), (0, 580, 1100, 330))
TAGGED = ("nurse", "trolley")
POINTED_AT, WRITTEN_IN, DISCUSSED, TALKED_OF = "dog", "lunch", "trolley", "story"


def things(said: Said, picture: str) -> tuple[list[Thing], ...]:
    """What each of PEOPLE put on the board; `picture` is the hash of the one that is on it."""
    by: tuple[list[Thing], ...] = ([], [], [])
    for number, (x, y, w, h) in enumerate(_FRAMES):
        color = ("sun", "sky", "lilac", "white")[number]
        frame = {"at": [x, y], "size": [w, h], "color": color}
        by[0].append(Thing("frame", frame, said.frames[number], f"frame{number}"))
    for name, (at, color, person) in _NOTES.items():
        fields = {
            "at": list(at),
            "size": [200, 200],
            "color": color,
            "frame": f"frame{at[0] // 570}",
        }
        if name in TAGGED:
            fields["tags"] = [said.tag]
        by[person].append(Thing("sticky", fields, said.notes[name], name))
    by[1].extend(_plan(said))
    by[2].extend(
        (
            Thing(
                "image",
                {"at": [1140, 592], "size": [300, 220], "image": picture, "alt": said.garden},
            ),
            Thing(
                "text",
                {
                    "at": [1470, 600],
                    "size": [200, 130],
                    "url": "https://www.openkitchen.example.org/",
                },
                said.card,
            ),
            Thing(
                "text",
                {"at": [1140, 836], "size": [530, 40], "fontSize": 24, "color": "teal"},
                said.harvest,
            ),
            _circled(1440, 84, 200, 200),
        )
    )
    return by


def _plan(said: Said) -> list[Thing]:
    """A way from one note to something that is tried out."""
    inside = {"frame": "frame3"}
    return [
        Thing(
            "shape",
            {"at": [40, 672], "size": [240, 140], "form": "ellipse", "fill": "mint", **inside},
            said.start,
            "start",
        ),
        Thing(
            "shape",
            {"at": [410, 672], "size": [240, 140], "form": "rectangle", "fill": "white", **inside},
            said.trial,
            "trial",
        ),
        Thing(
            "shape",
            {"at": [780, 642], "size": [290, 200], "form": "diamond", "fill": "sun", **inside},
            said.asked,
            "asked",
        ),
        _line("start", "trial"),
        _line("trial", "asked"),
        _line("asked", "told", said.again, path="curve", dashed=True, color="violet"),
        _line("trolley", "trial", path="elbow", color="teal"),
    ]


def _line(start: str, end: str, text: str = "", **fields: object) -> Thing:
    return Thing("connector", {"from": {"object": start}, "to": {"object": end}, **fields}, text)


def _circled(x: int, y: int, w: int, h: int) -> Thing:
    """A line by hand around that box, a little more than once."""
    points: list[float] = []
    for step in range(61):
        turn = math.tau * (step / 56 - 0.3)
        out = 1 + 0.03 * math.sin(3 * turn) + step / 1500
        points += [
            round((w / 2 + 22) * (1 + math.cos(turn) * out), 1),
            round((h / 2 + 16) * (1 + math.sin(turn) * out), 1),
            round(0.45 + 0.3 * math.sin(step / 12), 2),
        ]
    fields = {
        "at": [x - 22, y - 16],
        "size": [w + 44, h + 32],
        "points": points,
        "color": "red",
        "width": 4,
    }
    return Thing("stroke", fields)


def thrown(said: Said, people: list[str]) -> tuple[list[Thing], ...]:
    """What each of PEOPLE, who have these ids, has deleted."""
    places = ((40, 120), (320, 150), (700, 140))
    things = [
        (by, {"at": list(at), "size": [200, 200], "color": color}, text)
        for by, at, color, text in zip(
            (0, 0, 2), places, ("rose", "sand", "sky"), said.thrown, strict=True
        )
    ]
    return tuple(
        [
            # The server says when.
            Thing("sticky", {**fields, "deleted": {"by": id, "at": 0}}, text, f"thrown{number}")
            for number, (by, fields, text) in enumerate(things)
            if by == person
        ]
        for person, id in enumerate(people)
    )


def remarks(said: Said) -> tuple[list[Thing], ...]:
    """What each of PEOPLE said about what lies there, in that order."""
    return (
        [Thing("comment", {"on": DISCUSSED}, said.wish, "wish")],
        [Thing("comment", {"on": DISCUSSED, "reply": "wish"}, said.reply, "reply")],
        [Thing("comment", {"on": "asked"}, said.doubt, "doubt")],
    )


SAID: dict[Language, Said] = {
    "en": Said(
        question="What makes a good day here?",
        empty="What do we want to keep?",
        boards=(
            ("How do we say goodbye to someone who leaves us?", 24 * 40),
            ("The garden: what may grow, what may go?", 24 * 12),
            ("Welcoming new colleagues", 24 * 6),
            ("Neighbours at the table: what can we do for each other?", 27),
            ("Harvest of the café of 4 November", 3),
        ),
        template="Four corners",
        binned="Trying out the tables",
        frames=("Together", "At my own pace", "Being needed", "What we try first"),
        notes={
            "table": "Eating at one table, not from a tray",
            "slept": "Someone who asks how I slept and waits for the answer",
            "nurse": "Coffee in the kitchen with the night nurse",
            "dog": "The dog, on Thursdays",
            "chair": "Choosing my own chair",
            "trolley": "No trolley at six in the morning",
            "story": "Time to finish a story",
            "lunch": "Who minds if lunch takes an hour and a half? Only the schedule does.",
            "potatoes": "Helping with the potatoes",
            "knit": "Teaching somebody to knit",
            "told": "Being asked first, and told second",
            "egg": "A neighbour who comes to borrow an egg",
        },
        start="Four weeks, one corridor",
        trial="The kitchen is open from seven to eleven",
        asked="Did everybody sit down?",
        again="not yet: ask first",
        harvest="Harvest on Friday at four, in the garden room",
        card="The open kitchen: how others began",
        garden="The bench under the tree in the garden, in October",
        tag="night",
        thrown=("A second television", "Everybody up at seven", "Music at breakfast, softly"),
        wish="Could the night shift set out coffee the evening before?",
        reply="We did that where I worked before. It took ten minutes, and nobody missed the trolley.",
        doubt="Who looks? I would rather not count people.",
        offline="A walk before lunch",
        looked_for="coffee",
    ),
    "nl": Said(
        question="Wat maakt een dag hier goed?",
        empty="Wat willen we bewaren?",
        boards=(
            ("Hoe nemen we afscheid van wie ons verlaat?", 24 * 40),
            ("De tuin: wat mag groeien, wat mag weg?", 24 * 12),
            ("Nieuwe collega’s verwelkomen", 24 * 6),
            ("Buren aan tafel: wat kunnen we voor elkaar doen?", 27),
            ("Oogst van het café van 4 november", 3),
        ),
        template="Vier hoeken",
        binned="De tafels uitproberen",
        frames=("Samen", "Op mijn eigen tempo", "Nodig zijn", "Wat we het eerst proberen"),
        notes={
            "table": "Aan één tafel eten, niet van een dienblad",
            "slept": "Iemand die vraagt hoe ik sliep en op het antwoord wacht",
            "nurse": "Koffie in de keuken met de nachtzuster",
            "dog": "De hond, op donderdag",
            "chair": "Mijn eigen stoel kiezen",
            "trolley": "Geen karretje om zes uur ’s ochtends",
            "story": "Tijd om een verhaal af te maken",
            "lunch": "Wie vindt het erg als de lunch anderhalf uur duurt? Alleen het rooster.",
            "potatoes": "Meehelpen met de aardappels",
            "knit": "Iemand leren breien",
            "told": "Eerst gevraagd worden, dan pas verteld",
            "egg": "Een buurvrouw die een ei komt lenen",
        },
        start="Vier weken, één gang",
        trial="De keuken is open van zeven tot elf",
        asked="Zat iedereen aan tafel?",
        again="nog niet: eerst vragen",
        harvest="Oogst op vrijdag om vier uur, in de tuinkamer",
        card="De open keuken: hoe anderen begonnen",
        garden="De bank onder de boom in de tuin, in oktober",
        tag="nacht",
        thrown=(
            "Een tweede televisie",
            "Iedereen om zeven uur op",
            "Muziek bij het ontbijt, zacht",
        ),
        wish="Kan de nachtdienst ’s avonds al koffie klaarzetten?",
        reply="Dat deden we waar ik eerder werkte. Het kostte tien minuten en niemand miste het karretje.",
        doubt="Wie kijkt daarnaar? Ik tel liever geen mensen.",
        offline="Een ommetje voor de lunch",
        looked_for="koffie",
    ),
}

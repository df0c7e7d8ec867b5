"""What is on the boards of the screenshots: a care home asks itself what makes a good day."""

from __future__ import annotations

from tests.browser.seeding import Note
from tests.browser.words import Language

QUESTION: dict[Language, str] = {
    "en": "What makes a good day here?",
    "nl": "Wat maakt een dag hier goed?",
}

# Other boards of the same facilitator, and how many hours ago they were changed.
BOARDS: dict[Language, tuple[tuple[str, int], ...]] = {
    "en": (
        ("How do we say goodbye to someone who leaves us?", 24 * 40),
        ("The garden: what may grow, what may go?", 24 * 12),
        ("Welcoming new colleagues", 24 * 6),
        ("Neighbours at the table: what can we do for each other?", 27),
        ("Harvest of the café of 4 November", 3),
    ),
    "nl": (
        ("Hoe nemen we afscheid van wie ons verlaat?", 24 * 40),
        ("De tuin: wat mag groeien, wat mag weg?", 24 * 12),
        ("Nieuwe collega’s verwelkomen", 24 * 6),
        ("Buren aan tafel: wat kunnen we voor elkaar doen?", 27),
        ("Oogst van het café van 4 november", 3),
    ),
}

# Where each note lies, its colour and size: three groups under a heading, none in a straight row.
_PLACES: tuple[tuple[tuple[int, int], str, tuple[int, int]], ...] = (
    ((0, 0), "white", (300, 64)),
    ((4, 88), "sun", (200, 200)),
    ((216, 100), "sun", (200, 200)),
    ((-10, 304), "apricot", (200, 200)),
    ((206, 314), "sun", (200, 200)),
    ((96, 528), "apricot", (200, 200)),
    ((540, -18), "white", (300, 64)),
    ((528, 72), "sky", (200, 200)),
    ((742, 62), "mint", (200, 200)),
    ((546, 286), "mint", (200, 200)),
    ((760, 278), "sky", (200, 200)),
    ((668, 500), "sky", (280, 160)),
    ((1080, 6), "white", (300, 64)),
    ((1068, 94), "rose", (200, 200)),
    ((1284, 86), "lilac", (200, 200)),
    ((1090, 310), "lilac", (200, 200)),
    ((1304, 302), "rose", (200, 200)),
    ((1196, 528), "sand", (200, 200)),
)

_TEXTS: dict[Language, tuple[str, ...]] = {
    "en": (
        "Together",
        "Eating at one table, not from a tray",
        "Someone who asks how I slept and waits for the answer",
        "Coffee in the kitchen with the night nurse",
        "The dog, on Thursdays",
        "My granddaughter on the phone",
        "At my own pace",
        "Choosing my own chair",
        "No trolley at six in the morning",
        "Time to finish a story",
        "Deciding for myself when the light goes out",
        "Who minds if lunch takes an hour and a half? Only the schedule does.",
        "Being needed",
        "Helping with the potatoes",
        "Teaching somebody to knit",
        "Being asked first, and told second",
        "My own key",
        "A neighbour who comes to borrow an egg",
    ),
    "nl": (
        "Samen",
        "Aan één tafel eten, niet van een dienblad",
        "Iemand die vraagt hoe ik sliep en op het antwoord wacht",
        "Koffie in de keuken met de nachtzuster",
        "De hond, op donderdag",
        "Mijn kleindochter aan de telefoon",
        "Op mijn eigen tempo",
        "Mijn eigen stoel kiezen",
        "Geen karretje om zes uur ’s ochtends",
        "Tijd om een verhaal af te maken",
        "Zelf bepalen wanneer het licht uitgaat",
        "Wie vindt het erg als de lunch anderhalf uur duurt? Alleen het rooster.",
        "Nodig zijn",
        "Meehelpen met de aardappels",
        "Iemand leren breien",
        "Eerst gevraagd worden, dan pas verteld",
        "Mijn eigen sleutel",
        "Een buurvrouw die een ei komt lenen",
    ),
}

NOTES: dict[Language, tuple[Note, ...]] = {
    language: tuple(
        Note(text, at=place, color=color, size=size)
        for text, (place, color, size) in zip(texts, _PLACES, strict=True)
    )
    for language, texts in _TEXTS.items()
}

# Which of the notes one guest points at, and in which another writes.
POINTED_AT = 7
WRITTEN_IN = 11

"""The mind map of the screenshots: what people want to do with their street."""

from __future__ import annotations

from tests.browser.pages.mind_map import nodes
from tests.browser.seeding import Thing
from tests.browser.words import Language

TITLE: dict[Language, str] = {"en": "What could our street be?", "nl": "Wat kan onze straat zijn?"}
CHOSEN: dict[Language, str] = {"en": "Play", "nl": "Spelen"}

_OUTLINE: dict[Language, str] = {
    "en": """
Our street
  Green
    Apples and pears along the wall
    A bench under each tree
    Rain into the ground
  Play
    Swings
    A street without cars on Wednesday
  Meeting
    The long table in June
      Who cooks
      Who brings chairs
    Coffee at number 12
  Getting about
    Room for wheelchairs
    Cargo bikes to share
  Light
    Warm lamps, low down
""",
    "nl": """
Onze straat
  Groen
    Appels en peren langs de muur
    Een bank onder elke boom
    Regen de grond in
  Spelen
    Schommels
    Op woensdag geen auto’s
  Ontmoeten
    De lange tafel in juni
      Wie kookt
      Wie neemt stoelen mee
    Koffie op nummer 12
  Onderweg
    Plaats voor rolstoelen
    Bakfietsen om te delen
  Licht
    Warme lampen, laag bij de grond
""",
}
_COLORS = ("green", "orange", "violet", "blue", "red")
_ICONS = ("leaf", "star", "people", "home", "idea")
# What hangs at the left.
_LEFT = (2, 4)


def street(language: Language, layout: str = "both") -> list[Thing]:
    """The map, each main branch with a colour and an icon of its own."""
    things = nodes(_OUTLINE[language], layout=layout)
    mains = [thing for thing in things if thing.fields["parent"] == "node00"]
    for number, main in enumerate(mains):
        main.fields.update(color=_COLORS[number], icon=_ICONS[number])
        if number in _LEFT:
            main.fields["side"] = "left"
    return things

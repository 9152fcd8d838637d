"""The wording of the public survey, in every language: an instrument, so it is kept apart from the pages' texts.

Changing a word here makes a new survey version with the next answer. CSAT 1-5, NPS 0-10, CES 2.0 1-7 (agreement).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Texts = Mapping[str, str]

CSAT: Texts = {
    "en": "How satisfied are you with your visit today?",
    "sv": "Hur nöjd är du med besöket i dag?",
    "tr": "Bugünkü ziyaretinizden ne kadar memnun kaldınız?",
}
CSAT_LABELS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "Very dissatisfied",
        "Dissatisfied",
        "Neither satisfied nor dissatisfied",
        "Satisfied",
        "Very satisfied",
    ),
    "sv": ("Mycket missnöjd", "Missnöjd", "Varken nöjd eller missnöjd", "Nöjd", "Mycket nöjd"),
    "tr": (
        "Hiç memnun değilim",
        "Memnun değilim",
        "Ne memnunum ne de değilim",
        "Memnunum",
        "Çok memnunum",
    ),
}
NPS: Texts = {
    "en": "How likely is it that you would recommend {brand} to a friend or colleague?",
    "sv": "Hur troligt är det att du rekommenderar {brand} till en vän eller kollega?",
    "tr": "{brand} hizmetlerini bir arkadaşınıza veya iş arkadaşınıza tavsiye etme olasılığınız nedir?",
}
NPS_ENDS: Mapping[str, tuple[str, str]] = {
    "en": ("0 Not at all likely", "10 Extremely likely"),
    "sv": ("0 Inte alls troligt", "10 Mycket troligt"),
    "tr": ("0 Hiç olası değil", "10 Çok büyük olasılıkla"),
}
CES: Texts = {
    "en": "{brand} made it easy for me to handle my request.",
    "sv": "{brand} gjorde det lätt för mig att få hjälp med mitt ärende.",
    "tr": "{brand} işimi kolayca halletmemi sağladı.",
}
CES_ENDS: Mapping[str, tuple[str, str]] = {
    "en": ("1 Strongly disagree", "7 Strongly agree"),
    "sv": ("1 Instämmer inte alls", "7 Instämmer helt"),
    "tr": ("1 Kesinlikle katılmıyorum", "7 Kesinlikle katılıyorum"),
}
COMMENT: Texts = {
    "en": "What should we change, or go on doing?",
    "sv": "Vad borde vi ändra på, eller fortsätta med?",
    "tr": "Neyi değiştirmeli, neye devam etmeliyiz?",
}

SHEET_TITLE: Texts = {
    "en": "How was your visit?",
    "sv": "Hur var ditt besök?",
    "tr": "Ziyaretiniz nasıldı?",
}
SHEET_LINE: Texts = {
    "en": "Three questions, half a minute, no name.",
    "sv": "Tre frågor, en halv minut, inget namn.",
    "tr": "Üç soru, yarım dakika, isim yok.",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """The survey in one language, ready to be shown."""

    csat: str
    csat_labels: tuple[str, ...]  # for 1 to 5
    nps: str
    nps_ends: tuple[str, str]
    ces: str
    ces_ends: tuple[str, str]
    comment: str

    @property
    def faces(self) -> dict[str, list[tuple[str, str]]]:
        """The answers to choose from: value and what stands on it."""
        return {
            "csat": [(str(n), label) for n, label in enumerate(self.csat_labels, start=1)],
            "nps": [(str(n), str(n)) for n in range(11)],
            "ces": [(str(n), str(n)) for n in range(1, 8)],
        }


def wording(language: str, brand: str) -> Wording:
    """:param language: en, sv or tr; :param brand: its name, put in as it is."""
    return Wording(
        CSAT[language],
        CSAT_LABELS[language],
        NPS[language].replace("{brand}", brand),
        NPS_ENDS[language],
        CES[language].replace("{brand}", brand),
        CES_ENDS[language],
        COMMENT[language],
    )


def document(brand: str) -> str:
    """What was asked, in all languages, as canonical JSON: kept with the survey version."""
    texts = {
        "brand": brand,
        "questions": {
            "csat": {"scale": [1, 5], "text": CSAT, "labels": CSAT_LABELS},
            "nps": {"scale": [0, 10], "text": NPS, "ends": NPS_ENDS},
            "ces": {"scale": [1, 7], "version": "ces2", "text": CES, "ends": CES_ENDS},
            "comment": {"text": COMMENT},
        },
    }
    return json.dumps(texts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sheet_lines(languages: Sequence[str]) -> list[tuple[str, str, str]]:
    """Language, heading and line of a printed sheet, for the languages of the brand that we speak; else English."""
    return [(code, SHEET_TITLE[code], SHEET_LINE[code]) for code in languages if code in SHEET_TITLE] or [
        ("en", SHEET_TITLE["en"], SHEET_LINE["en"])
    ]

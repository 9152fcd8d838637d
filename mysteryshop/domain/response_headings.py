"""What a column or a word of a file of customers' answers seems to mean, in English, Swedish and Turkish.

Only suggestions: a person confirms them on the mapping page.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from mysteryshop.domain.location_rows import plain

FIELDS = (
    "location", "answered_on", "answered_time", "nps", "csat", "ces", "situation", "channel", "day_part",
    "comment", "value", "customer_ref", "external_id",
)  # fmt: skip
WORD_FIELDS = ("situation", "channel", "day_part")  # their cells hold words of a short list
DAY_PARTS = ("morning", "afternoon", "evening", "night")

# Headings as people write them, without accents and signs (see `plain`), a scale at the end taken off.
_HEADINGS: Mapping[str, str] = {
    "location": "location location_name location_id location_code store store_name store_no store_number "
    "store_id store_code branch branch_name branch_code shop shop_name site outlet unit butik butiksnamn "
    "butiksnummer butiksnr butiks_nr butiks_id butikskod kontor kontorsnamn filial plats enhet "
    "sube sube_adi sube_no sube_kodu magaza magaza_adi magaza_no magaza_kodu lokasyon",
    "answered_on": "date answered answered_on answered_at answer_date response_date responded_at survey_date "
    "submitted submitted_at completed completed_at end_date recorded_date timestamp date_time datetime "
    "datum svarsdatum svarsdag besoksdatum inskickad svarade datum_och_tid svarstid tidpunkt "
    "tarih yanit_tarihi cevap_tarihi anket_tarihi tarih_saat tarih_ve_saat",
    "answered_time": "time answer_time response_time_of_day hour tid klockslag klockan saat yanit_saati",
    "nps": "nps nps_score recommend recommendation likelihood_to_recommend would_recommend "
    "how_likely_are_you_to_recommend_us rekommendation rekommendera rekommenderar rekommendationsvilja "
    "tavsiye tavsiye_puani tavsiye_etme oneri_puani",
    "csat": "csat csat_score satisfaction overall_satisfaction customer_satisfaction how_satisfied "
    "nojdhet kundnojdhet nki nojd totalbetyg memnuniyet musteri_memnuniyeti memnuniyet_puani genel_memnuniyet",
    "ces": "ces ces_score effort customer_effort customer_effort_score ease ease_of_use easy how_easy "
    "latthet lathet enkelhet hur_latt hur_enkelt anstrangning kolaylik kolaylik_puani caba musteri_cabasi",
    "situation": "situation touchpoint touch_point errand reason visit_reason contact_reason purpose topic "
    "arende arendetyp kontaktorsak kontaktpunkt besoksorsak temas_noktasi durum konu islem islem_turu neden",
    "channel": "channel contact_channel kanal kontaktkanal kontaktvag iletisim_kanali temas_kanali",
    "day_part": "time_of_day day_part daypart part_of_day tid_pa_dagen tid_pa_dygnet dagsdel dygnsdel del_av_dagen "
    "gunun_bolumu gun_dilimi zaman_dilimi",
    "comment": "comment comments free_text freetext verbatim feedback_text open_answer remarks text note notes "
    "kommentar kommentarer fritext fritextsvar synpunkter oppet_svar yorum yorumlar aciklama gorus gorusler",
    "value": "value customer_value revenue annual_revenue turnover spend annual_spend order_value amount "
    "kundvarde omsattning arsomsattning intakt belopp kopbelopp ciro yillik_ciro musteri_degeri gelir tutar",
    "customer_ref": "customer customer_id customer_no customer_number customer_ref client_id member_id account "
    "account_id kund kundnr kundnummer kund_id medlemsnummer musteri musteri_no musteri_numarasi musteri_id",
    "external_id": "id external_id response_id respondent_id respondent survey_id answer_id record_id "
    "svars_id svarsnr enkat_id enkatnummer lopnummer anket_no anket_id anket_numarasi yanit_no yanit_id kayit_no",
}  # fmt: skip
_FIELD_OF_HEADING = {word: field for field, words in _HEADINGS.items() for word in words.split()}
_SCALES = {"0_10": "nps", "1_5": "csat", "1_7": "ces"}
_SCALE = re.compile(r"_?(\d{1,2}_\d{1,2}|tl|try|kr|sek|eur|euro|usd|gbp|nok|dkk)$")

_WORDS: Mapping[str, Mapping[str, str]] = {
    "situation": {
        "order": "order ordering bestallning bestalla bestallt siparis siparis_verme",
        "inquiry": "inquiry enquiry question information info advice fraga fragor forfragan radgivning upplysning "
        "bilgi bilgi_alma bilgi_talebi soru danisma",
        "purchase": "purchase buy buying sale kop kopa inkop forsaljning satin_alma satin_alim alisveris alim",
        "complaint": "complaint complaints return claim klagomal reklamation retur sikayet iade",
        "feedback": "feedback suggestion praise aterkoppling synpunkt synpunkter forslag berom geri_bildirim "
        "geribildirim oneri gorus",
    },
    "channel": {
        "visit": "visit store in_store instore branch physical face_to_face butik i_butik besok kontor fysiskt "
        "ziyaret magaza sube yuz_yuze",
        "phone": "phone telephone call call_centre call_center telefon samtal ringde kundtjanst telefonla arama "
        "cagri_merkezi",
        "email": "email e_mail mail epost e_post mejl mail_svar eposta e_posta",
        "chat": "chat live_chat chatt chatten sohbet canli_destek",
        "web": "web website online internet app e_commerce webb webbplats webben natet natbutik webbutik hemsida "
        "web_sitesi cevrimici internet_sitesi online_magaza",
    },
    "day_part": {
        "morning": "morning am before_noon morgon formiddag fm sabah ogleden_once",
        "afternoon": "afternoon pm midday noon lunch eftermiddag em mitt_pa_dagen ogle ogleden_sonra ogle_arasi",
        "evening": "evening kvall aksam",
        "night": "night natt natten gece",
    },
}  # fmt: skip
_KEY_OF_WORD = {
    field: {word: key for key, words in keys.items() for word in words.split()}
    for field, keys in _WORDS.items()
}

_CURRENCIES = {
    "TRY": "tl try lira",
    "SEK": "sek kr kronor",
    "EUR": "eur euro",
    "USD": "usd dollar",
    "GBP": "gbp pound",
    "NOK": "nok",
    "DKK": "dkk",
}
_SIGNS = {"₺": "TRY", "€": "EUR", "$": "USD", "£": "GBP"}


def recognise(heading: str) -> bool:
    """Whether a heading is one that files of answers use."""
    return guess_field(heading) is not None


def guess_field(heading: str) -> str | None:
    """The field that one heading names, or None. A scale in it counts: "Score (0-10)" is an NPS."""
    word = plain(heading)
    if word in _FIELD_OF_HEADING:
        return _FIELD_OF_HEADING[word]
    scale = _SCALE.search(word)
    if not scale:
        return None
    known = _FIELD_OF_HEADING.get(word[: scale.start()])
    by_scale = _SCALES.get(scale.group(1))
    if known in _SCALES.values():
        return known if by_scale == known else None  # a "CSAT (1-10)" is not on our scale: do not suggest it
    return known or by_scale


def guess_columns(headings: Sequence[str]) -> dict[str, str]:
    """Heading -> field, for those that seem clear; a field is guessed once, for the first that fits."""
    guessed: dict[str, str] = {}
    for heading in headings:
        field = guess_field(heading)
        if field and field not in guessed.values():
            guessed[heading] = field
    return guessed


def word_key(word: object) -> str:
    """A value word for comparison and for remembering: no accents, case or signs."""
    text = " ".join(str(word).split())
    return plain(text) or text.casefold()


def guess_words(field: str, words: Iterable[object], allowed: Collection[str]) -> dict[str, str]:
    """Word (by `word_key`) -> key, for the words of `situation`, `channel` or `day_part` that seem clear.

    :param allowed: the keys that the brand has; a word that is itself a key of the brand means that key.
    """
    by_key = {word_key(key): key for key in allowed}
    known = _KEY_OF_WORD[field]
    guessed: dict[str, str] = {}
    for word in words:
        key = word_key(word)
        meaning = by_key.get(key) or known.get(key)
        if meaning in allowed:
            guessed[key] = str(meaning)
    return guessed


def guess_currency(heading: str) -> str | None:
    """ISO code of the currency that a heading names: "Yıllık ciro (TL)" is TRY."""
    for sign, code in _SIGNS.items():
        if sign in heading:
            return code
    parts = set(plain(heading).split("_"))
    return next((code for code, words in _CURRENCIES.items() if parts & set(words.split())), None)


def guess_date_order(cells: Iterable[object]) -> str:
    """ "dmy" or "mdy": month first only where a date with slashes has a second number over 12 and none has
    a first one over 12.
    """
    month_first = False
    for cell in cells:
        found = re.match(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}", str(cell), re.ASCII)
        if not found:
            continue
        if int(found[1]) > 12 or "." in found[0]:
            return "dmy"
        month_first = month_first or int(found[2]) > 12
    return "mdy" if month_first else "dmy"


def guess_decimal(cells: Iterable[object]) -> str:
    """ "," or ".", whichever stands before one or two last digits; a comma when nothing tells."""
    for cell in cells:
        found = re.search(r"([.,])\d{1,2}\s*\D{0,4}$", str(cell).strip(), re.ASCII)
        if isinstance(cell, str) and found:
            return found[1]
    return ","

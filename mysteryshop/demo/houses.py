"""Who and what the demo is about: two brands, their areas and locations, and people. Names are made up."""

from dataclasses import dataclass

PASSWORD = "mystery-demo-1"  # noqa: S105  # meant to be known; the frame warns where others can reach it


@dataclass(frozen=True, slots=True)
class Spot:
    """A location of the demo. `quality` is what shoppers and, much more weakly, customers notice (0 to 1)."""

    name: str
    area: tuple[str, ...]
    number: str
    address: str
    city: str
    quality: float
    custom: float  # its share of the customers' answers, 1 = average
    channel: str = "visit"
    is_new: bool = False  # opened lately: two audits and three answers, too few to show


@dataclass(frozen=True, slots=True)
class House:
    """A brand. The first of its languages is what its reports are written in."""

    key: str
    name: str
    languages: tuple[str, ...]
    currency: str
    accent: str
    second_colour: str
    time_zone: str
    notice: str
    spots: tuple[Spot, ...]
    shoppers: tuple[tuple[str, str], ...]  # name, language
    errands: tuple[tuple[str, str], ...]  # situation and channel of visits in turn
    remote_errands: tuple[tuple[str, str], ...]  # of a call centre or web shop


_STHLM, _VAST, _SYD = ("Sverige", "Stockholm"), ("Sverige", "Väst"), ("Sverige", "Syd")
_MITT = ("Sverige", "Mitt")
_AVRUPA, _ANADOLU = ("Türkiye", "İstanbul", "Avrupa Yakası"), ("Türkiye", "İstanbul", "Anadolu Yakası")

KVARNBY = House(
    key="kvarnby",
    name="Kvarnby Bageri",
    languages=("sv", "en", "tr"),
    currency="SEK",
    accent="#9a3b1e",
    second_colour="#3d2b1f",
    time_zone="Europe/Stockholm",
    notice="Brev till alla medarbetare och genomgång på personalmöte",
    spots=(
        Spot("Stockholm Södermalm", _STHLM, "KB-101", "Götgatan 61", "Stockholm", 0.86, 1.5),
        Spot("Stockholm Vasastan", _STHLM, "KB-102", "Odengatan 44", "Stockholm", 0.81, 1.3),
        Spot("Stockholm Kista", _STHLM, "KB-103", "Kistagången 12", "Kista", 0.68, 0.9),
        Spot("Täby Centrum", _STHLM, "KB-104", "Biblioteksgången 8", "Täby", 0.79, 0.8),
        Spot("Uppsala Forum", _MITT, "KB-105", "Bredgränd 6", "Uppsala", 0.88, 0.9),
        Spot("Göteborg Haga", _VAST, "KB-201", "Haga Nygata 22", "Göteborg", 0.92, 1.2),
        Spot("Göteborg Linné", _VAST, "KB-202", "Linnégatan 40", "Göteborg", 0.77, 1.0),
        Spot("Mölndal Galleria", _VAST, "KB-203", "Brogatan 15", "Mölndal", 0.7, 0.6),
        Spot("Malmö Triangeln", _SYD, "KB-301", "Södra Förstadsgatan 39", "Malmö", 0.83, 1.1),
        Spot("Malmö Möllan", _SYD, "KB-302", "Ängelholmsgatan 3", "Malmö", 0.73, 0.9),
        Spot("Lund Stortorget", _SYD, "KB-303", "Stortorget 5", "Lund", 0.9, 0.8),
        Spot("Webbutiken", ("Sverige",), "KB-900", "", "", 0.76, 1.2, channel="web"),
        Spot("Örebro Krämaren", _MITT, "KB-106", "Drottninggatan 29", "Örebro", 0.8, 0.0, is_new=True),
    ),
    shoppers=(
        ("Oskar Lindqvist", "sv"),
        ("Maja Ekström", "sv"),
        ("Henrik Åberg", "sv"),
        ("Emily Clarke", "en"),
        ("Derya Yıldız", "tr"),
    ),
    errands=(
        ("purchase", "visit"),
        ("order", "phone"),
        ("purchase", "visit"),
        ("inquiry", "visit"),
        ("complaint", "visit"),
        ("order", "visit"),
        ("feedback", "visit"),
    ),
    remote_errands=(("order", "web"), ("inquiry", "chat"), ("complaint", "email"), ("inquiry", "email")),
)

LODOS = House(
    key="lodos",
    name="Lodos Bank",
    languages=("tr", "en", "sv"),
    currency="TRY",
    accent="#1f4e79",
    second_colour="#16191d",
    time_zone="Europe/Istanbul",
    notice="Tüm çalışanlara e-posta ve şube toplantılarında duyuru",
    spots=(
        Spot("Beşiktaş Şubesi", _AVRUPA, "1011", "Barbaros Bulvarı 34", "İstanbul", 0.87, 1.1),
        Spot("Şişli Şubesi", _AVRUPA, "1012", "Halaskargazi Caddesi 120", "İstanbul", 0.74, 1.0),
        Spot("Bakırköy Şubesi", _AVRUPA, "1013", "İncirli Caddesi 57", "İstanbul", 0.69, 0.9),
        Spot("Kadıköy Şubesi", _ANADOLU, "1021", "Söğütlüçeşme Caddesi 18", "İstanbul", 0.9, 1.2),
        Spot("Üsküdar Şubesi", _ANADOLU, "1022", "Hakimiyet-i Milliye Caddesi 9", "İstanbul", 0.8, 0.8),
        Spot("Kızılay Şubesi", ("Türkiye", "Ankara"), "1031", "Atatürk Bulvarı 77", "Ankara", 0.78, 1.0),
        Spot("Çankaya Şubesi", ("Türkiye", "Ankara"), "1032", "Cinnah Caddesi 25", "Ankara", 0.85, 0.7),
        Spot("Alsancak Şubesi", ("Türkiye", "Ege"), "1041", "Kıbrıs Şehitleri Caddesi 48", "İzmir", 0.89, 0.9),
        Spot("Karşıyaka Şubesi", ("Türkiye", "Ege"), "1042", "Cemal Gürsel Caddesi 202", "İzmir", 0.76, 0.7),
        Spot("Çağrı Merkezi", ("Türkiye",), "1900", "", "Kayseri", 0.72, 1.7, channel="phone"),
        Spot("Nilüfer Şubesi", ("Türkiye", "Marmara"), "1051", "Fatih Sultan Mehmet Bulvarı 6", "Bursa", 0.82, 0.0,
             is_new=True),
    ),
    shoppers=(
        ("Aylin Demir", "tr"),
        ("Murat Şahin", "tr"),
        ("Zeynep Kılıç", "tr"),
        ("Can Özdemir", "tr"),
    ),
    errands=(
        ("inquiry", "visit"),
        ("purchase", "visit"),
        ("complaint", "phone"),
        ("inquiry", "visit"),
        ("feedback", "visit"),
    ),
    remote_errands=(("inquiry", "phone"), ("complaint", "phone"), ("feedback", "phone"), ("inquiry", "chat")),
)  # fmt: skip

HOUSES = (KVARNBY, LODOS)

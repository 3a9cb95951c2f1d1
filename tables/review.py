"""The tables of the review desk: what people decided about pairs of records, what they are asked, and what follows."""

from __future__ import annotations

from tables.columns import Column, Table

ANSWERS = ("same", "different", "successor", "unsure")
"""What a person may say of two records: one business; two; two, of which the second took over from the first; cannot tell."""

DECISIONS = Table(
    "DECISIONS",
    (
        Column("decision_id", "integer", "Decision", required=True),
        Column("at", "text", "Decided at", required=True, note="ISO 8601, UTC"),
        Column("by", "text", "Decided by", required=True, personal=True),
        Column("record_id_l", "text", "Record", required=True, note="of a succession the one that was there first"),
        Column("record_id_r", "text", "Other record", required=True),
        Column("answer", "text", "Answer", required=True, note=", ".join(ANSWERS)),
        Column("since", "text", "New owner since", note="ISO 8601"),
        Column("reason", "text", "Reason"),
        Column("case_id", "text", "Case", note="missing where the decision was made on a profile"),
        Column("act", "text", "Act", required=True, note="decisions made by one press of a button share it"),
        Column("stratum", "text", "Stratum", note="of the fair sample the case was drawn for; missing for other cases"),
        Column("was_joined", "flag", "Was joined", required=True),
        Column(
            "described", "text", "The two records", note="as they were, so that they can be told when they are gone"
        ),
    ),
    key=("decision_id",),
    note="What a person said of two records. Never changed; a later withdrawal takes it back.",
)

CONFLICTS = Table(
    "CONFLICTS",
    (
        Column("conflict", "integer", "Conflict", required=True),
        Column("kind", "text", "Kind", required=True, note="two answers, or a chain that ends in its opposite"),
        Column("decision_id", "integer", "Decision", required=True),
    ),
    key=("conflict", "decision_id"),
    note="Decisions that cannot all be true. None of them binds until a person withdraws one.",
)

REVIEW_CASES = Table(
    "REVIEW_CASES",
    (
        Column("case_id", "text", "Case", required=True),
        Column("kind", "text", "Asked because", required=True, note="near, weak, rule, owner or sample"),
        Column("record_id_l", "text", "Record", required=True),
        Column("record_id_r", "text", "Other record", required=True),
        Column("is_joined", "flag", "Joined now", required=True),
        Column(
            "match_weight", "number", "Match weight", "log2 odds", note="missing where the pair itself was not compared"
        ),
        Column("match_probability", "number", "Match probability", "0 to 1"),
        Column("pairs_at_stake", "integer", "Pairs of records the answer may change", required=True),
        Column("gain", "number", "Pairs expected to be put right", required=True),
        Column("stratum", "text", "Stratum"),
        Column("why", "text", "Why this case", required=True),
    ),
    key=("case_id",),
    note="What people are asked, most telling first; those with a stratum are the fair sample.",
)

EVIDENCE = Table(
    "EVIDENCE",
    (
        Column("case_id", "text", "Case", required=True),
        Column("step", "integer", "Step", required=True),
        Column("group", "text", "Group", required=True),
        Column("comparison", "text", "What was compared", required=True),
        Column("match_weight", "number", "Match weight", "log2 odds", required=True),
    ),
    key=("case_id", "step"),
    note="What every comparison of a case weighs; the weights add up to the pair's match weight.",
)

STRATA = Table(
    "STRATA",
    (
        Column("stratum", "text", "Stratum", required=True),
        Column("dimension", "text", "By", required=True, note="all, partner, sector or district"),
        Column("value", "text", "Of", required=True),
        Column("is_joined", "flag", "Joined", required=True),
        Column("pairs", "integer", "Pairs", required=True),
        Column("expected", "number", "Share expected to be the same business", "0 to 1", required=True),
    ),
    key=("stratum", "dimension", "value"),
    note="How many pairs of records each stratum of the fair sample stands for.",
)

THRESHOLDS = Table(
    "THRESHOLDS",
    (
        Column("threshold", "number", "Match probability from which records are joined", required=True),
        Column("businesses", "integer", "Businesses", required=True),
        Column("joined", "integer", "Pairs of records joined", required=True),
        Column("gained", "integer", "Matches gained", required=True),
        Column("lost", "integer", "Matches lost", required=True),
        Column("cases", "integer", "Cases between here and the threshold in force", required=True),
    ),
    key=("threshold",),
    note="What another threshold would do, found by clustering again with it.",
)

TENURES = Table(
    "TENURES",
    (
        Column("business_id", "text", "Business", required=True),
        Column("premises_id", "text", "Premises", required=True),
        Column("tenure_from", "date", "There since"),
        Column("tenure_to", "date", "There until"),
        Column("predecessor_business_id", "text", "Took over from"),
        Column("gap_days", "integer", "Days between", note="negative where they overlap"),
        Column("evidence", "text", "Why", note="separated by '; '"),
        Column("match_probability", "number", "Probability of the succession", "0 to 1"),
        Column("is_decided", "flag", "Decided by a person", required=True),
        Column("chain", "text", "Chain", note="business that began it; missing for fewer than three in turn"),
        Column("chain_position", "integer", "Place in the chain"),
        Column("is_phoenix", "flag", "Possible phoenix", required=True),
    ),
    key=("business_id",),
    note="Who was at a place from when to when, and after whom. The new owner does not inherit the record of the last.",
)

REDIRECTS = Table(
    "REDIRECTS",
    (
        Column("business_id", "text", "Former id", required=True),
        Column("into_business_id", "text", "Leads to", required=True),
        Column("since", "text", "Since", required=True),
        Column("records", "integer", "Records that went there", required=True),
    ),
    key=("business_id",),
    note="Ids that were given out and are no longer in use, and the business most of their records are in now.",
)

FOR_REVIEW = (DECISIONS, CONFLICTS, REVIEW_CASES, EVIDENCE, STRATA, THRESHOLDS, TENURES, REDIRECTS)

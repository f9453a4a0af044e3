"""Does the ledger add up? Everything is computed anew from the transfers, by another way than the operations do."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.domain.models import Redemption, Transfer
from portal.domain.operations import ledgers
from portal.domain.operations.ledgers import COLUMNS, Entry
from portal.domain.operations.redemptions import steps

AT_ONCE = 2_000
STANDING = """
    SELECT t.redemption_id, t.kind, t.amount, t.unit, d.line_id FROM transfer AS t
    JOIN ledger_account AS d ON d.id = t.debit_id
    WHERE t.redemption_id IS NOT NULL AND t.kind <> 'reversal'
        AND NOT EXISTS (SELECT FROM transfer AS b WHERE b.reverses_id = t.id)
"""
DUE = """
    SELECT r.id AS redemption_id, due.kind, due.amount, due.unit, due.line_id
    FROM redemption AS r JOIN reward AS w ON w.id = r.reward_id
    CROSS JOIN LATERAL (VALUES
        ('hold', r.points, 'points', NULL::bigint, r.state <> 'released'),
        ('post', r.points, 'points', NULL, r.state = 'fulfilled'),
        ('gift', r.cents, r.currency, NULL,
            r.state <> 'released' AND w.kind IN ('gift_card', 'swag', 'peer_networking')),
        ('commit', r.cents, r.currency, r.line_id, r.state IN ('approved', 'fulfilled')),
        ('spend', r.cents, r.currency, r.line_id, r.state = 'fulfilled')
    ) AS due (kind, amount, unit, line_id, is_due)
    WHERE due.is_due AND due.amount > 0
"""
CHECKS = (
    (
        "Account {id}’s balance differs from its transfers",
        """
        SELECT a.id FROM ledger_account AS a
        WHERE a.debits <> (SELECT coalesce(sum(amount), 0) FROM transfer WHERE debit_id = a.id)
            OR a.credits <> (SELECT coalesce(sum(amount), 0) FROM transfer WHERE credit_id = a.id)
        """,
    ),
    (
        "{unit}: {debits} went out of accounts and {credits} came into them",
        """
        SELECT unit, sum(debits) AS debits, sum(credits) AS credits FROM ledger_account GROUP BY unit
        HAVING sum(debits) <> sum(credits)
        """,
    ),
    (
        "Account {id} is below zero",
        """
        SELECT id FROM ledger_account
        WHERE credits < debits AND kind NOT IN ('issuance', 'adjustment', 'giving', 'funding')
        """,
    ),
    (
        "Transfer {id} names an account that is not there",
        """
        SELECT id FROM transfer AS t WHERE (
            SELECT count(*) FROM ledger_account WHERE id IN (t.debit_id, t.credit_id)
        ) < 2
        """,
    ),
    (
        "Transfer {id} goes between other accounts than its kind does",
        """
        SELECT t.id FROM transfer AS t
        JOIN ledger_account AS d ON d.id = t.debit_id JOIN ledger_account AS c ON c.id = t.credit_id
        WHERE t.kind <> 'reversal' AND (t.kind, d.kind, c.kind) NOT IN (
            ('award', 'issuance', 'advocate'), ('hold', 'advocate', 'pending'), ('post', 'pending', 'redeemed'),
            ('grant', 'adjustment', 'advocate'), ('deduction', 'advocate', 'adjustment'),
            ('expiry', 'advocate', 'expired'), ('gift', 'giving', 'gifts'), ('plan', 'funding', 'line'),
            ('plan', 'line', 'funding'), ('commit', 'line', 'committed'), ('spend', 'committed', 'spent')
        )
        """,
    ),
    (
        "Transfer {id} does not mirror the one it reverses",
        """
        SELECT b.id FROM transfer AS b JOIN transfer AS t ON t.id = b.reverses_id
        WHERE (b.amount, b.unit, b.debit_id, b.credit_id) <> (t.amount, t.unit, t.credit_id, t.debit_id)
            OR t.kind = 'reversal'
        """,
    ),
    (
        "Transfer {id} credits an ask that was not completed by its advocate",
        """
        SELECT t.id FROM transfer AS t JOIN ask ON ask.id = t.ask_id JOIN ledger_account AS c ON c.id = t.credit_id
        WHERE t.kind = 'award' AND (ask.state <> 'completed' OR ask.advocate_id <> c.advocate_id)
        """,
    ),
    (
        "Redemption {redemption_id} and its transfers differ: {kind} of {amount} {unit}",
        f"""
        (({DUE}) EXCEPT ALL ({STANDING})) UNION ALL (({STANDING}) EXCEPT ALL ({DUE}))
        """,
    ),
    (
        "Transfer {id} is not of its redemption’s price",
        """
        SELECT t.id FROM transfer AS t LEFT JOIN redemption AS r ON r.id = t.redemption_id
        WHERE t.redemption_id IS NOT NULL AND (r.id IS NULL OR CASE t.unit WHEN 'points' THEN t.amount <> r.points
            ELSE t.amount <> r.cents OR t.unit IS DISTINCT FROM r.currency END)
        """,
    ),
    (
        "Transfer {id} is in {unit}, its accounts are not",
        """
        SELECT t.id, t.unit FROM transfer AS t JOIN ledger_account AS a ON a.id IN (t.debit_id, t.credit_id)
        WHERE a.unit <> t.unit
        """,
    ),
    (
        "Transfer {id} moves what belongs to somebody else",
        """
        SELECT t.id FROM transfer AS t
        JOIN ledger_account AS a ON a.id IN (t.debit_id, t.credit_id) AND a.advocate_id IS NOT NULL
        LEFT JOIN redemption AS r ON r.id = t.redemption_id
        WHERE r.advocate_id <> a.advocate_id
            OR t.kind = 'expiry' AND t.key NOT LIKE 'expiry:' || a.advocate_id || ':%'
        """,
    ),
    (
        "Transfer {id} counts in another year than its own",
        """
        SELECT t.id FROM transfer AS t JOIN ledger_account AS c ON c.id = t.credit_id
        WHERE t.kind = 'gift' AND c.year NOT IN (
            extract(year FROM (t.at - interval '12 hours') AT TIME ZONE 'UTC'),
            extract(year FROM (t.at + interval '14 hours') AT TIME ZONE 'UTC')
        ) -- the program's time zone may have been any other then
        """,
    ),
    (
        "Redemption {id} is {state}, but its last event says {last}",
        """
        SELECT r.id, r.state, coalesce(last, 'nothing') AS last FROM redemption AS r LEFT JOIN LATERAL (
            SELECT state AS last FROM redemption_event WHERE redemption_id = r.id ORDER BY id DESC LIMIT 1
        ) AS newest ON true
        WHERE last IS DISTINCT FROM r.state
        """,
    ),
    (
        "Adjustment {id} is {state}, and the ledger says otherwise",
        """
        SELECT a.id, a.state FROM adjustment AS a LEFT JOIN transfer AS t ON t.key = 'adjustment:' || a.id
        LEFT JOIN ledger_account AS o ON o.id = CASE WHEN a.points > 0 THEN t.credit_id ELSE t.debit_id END
        WHERE (a.state = 'done') <> (t.id IS NOT NULL)
            OR t.id IS NOT NULL AND (t.amount <> abs(a.points) OR o.advocate_id IS DISTINCT FROM a.advocate_id)
        """,
    ),
    (
        "Transfer {id} was made by hand, and nothing says why",
        """
        SELECT id FROM transfer
        WHERE kind IN ('grant', 'deduction') AND NOT EXISTS (
            SELECT FROM adjustment WHERE 'adjustment:' || adjustment.id = transfer.key
        )
        """,
    ),
    (
        "Reward {id} has {stock} in stock, and {free} codes for {open} open redemptions",
        """
        SELECT * FROM (
            SELECT id, stock,
                (SELECT count(*) FROM reward_code WHERE reward_id = reward.id AND redemption_id IS NULL) AS free,
                (SELECT count(*) FROM redemption
                    WHERE reward_id = reward.id AND state IN ('held', 'approved')) AS open
            FROM reward WHERE fulfilment = 'code'
        ) AS counted WHERE stock <> greatest(free - open, 0)
        """,
    ),
    (
        "Budget line {id}’s money is in {unit}, not in {currency}",
        """
        SELECT l.id, a.unit, l.currency FROM budget_line AS l JOIN ledger_account AS a ON a.line_id = l.id
        WHERE a.unit <> l.currency
        """,
    ),
)


def differences(session: Session, *, keys: Sequence[bytes]) -> Iterator[str]:
    """What is wrong with the books, in words; must be empty. Read it on one snapshot."""
    for sentence, statement in CHECKS:
        for wrong in session.execute(text(statement)).mappings():
            yield sentence.format(**wrong)
    for made in session.scalars(select(Redemption).order_by(Redemption.id)):
        if steps.price_hash(made) != made.price_hash:
            yield f"Redemption {made.id} was changed after it was chosen"
    yield from (f"Transfer {transfer_id} was changed after it was written" for transfer_id in _changed(session))
    yield from ledgers.sealed_differences(session, keys=keys)


def _changed(session: Session) -> Iterator[int]:
    """Those that no longer say what was hashed when they were written."""
    said = select(Transfer.id, Transfer.params_hash, *(getattr(Transfer, name) for name in COLUMNS))
    last = 0
    while rows := session.execute(said.where(Transfer.id > last).order_by(Transfer.id).limit(AT_ONCE)).all():
        for transfer_id, params_hash, *values in rows:
            if Entry(*values).hash() != params_hash:
                yield transfer_id
        last = rows[-1].id

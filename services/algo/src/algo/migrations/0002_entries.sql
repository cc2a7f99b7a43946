-- A deal may turn a position round, or close it by its opposite.
ALTER TABLE deals DROP CONSTRAINT deals_entry_check;
ALTER TABLE deals ADD CONSTRAINT deals_entry_check
    CHECK (entry IN ('in', 'out', 'in_out', 'out_by'));

-- Versions before told a reversal as an exit; buys minus sells tell it apart (analytics 0002).
UPDATE deals SET entry = 'in_out'
FROM (
    SELECT account, ticket, lots, sum(lots) OVER life AS after,
           first_value(entry) OVER life AS first_entry
    FROM (
        SELECT account, position, ticket, entry,
               CASE side WHEN 'buy' THEN volume ELSE -volume END AS lots
        FROM deals
    ) AS signed
    WINDOW life AS (PARTITION BY account, position ORDER BY ticket)
) AS walked
WHERE deals.account = walked.account AND deals.ticket = walked.ticket
  AND deals.entry = 'out' AND walked.first_entry = 'in'
  AND walked.after * (walked.after - walked.lots) < 0;

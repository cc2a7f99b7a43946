-- Versions before told a reversal of a netting position as a plain exit. Buys minus sells tell it
-- apart: an exit that leaves a position on its other side has opened there. This is certain only
-- where the position's first deal is the one that opened it: its order bears the same number.
UPDATE deals SET entry = 'in_out', message = jsonb_set(message, '{entry}', '"in_out"')
FROM (
    SELECT account, ticket, lots, sum(lots) OVER life AS after,
           first_value(opens) OVER life AS is_whole
    FROM (
        SELECT account, position, ticket,
               CASE side WHEN 'buy' THEN volume ELSE -volume END AS lots,
               entry = 'in'
                   AND coalesce((message->>'order')::bigint, position) = position AS opens
        FROM deals
    ) AS signed
    WINDOW life AS (PARTITION BY account, position ORDER BY ticket)
) AS walked
WHERE deals.account = walked.account AND deals.ticket = walked.ticket
  AND deals.entry = 'out' AND walked.is_whole AND walked.after * (walked.after - walked.lots) < 0;

-- What the terminal states of positions whose opening deal is not in the record; the newest word.
CREATE TABLE stated_positions (
    account    text   NOT NULL,
    position   bigint NOT NULL,
    stream_seq bigint NOT NULL,
    message    jsonb  NOT NULL,
    PRIMARY KEY (account, position)
);

-- Open positions are folded by the library's one definition, not a second time in SQL.
DROP VIEW positions;

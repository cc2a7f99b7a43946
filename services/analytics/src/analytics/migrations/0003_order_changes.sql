-- Which of its order's changes a state is. The places of a stream begin anew when the bus loses its
-- store, so they order only what has the same number (events of a bridge that did not count).
ALTER TABLE orders ADD COLUMN change integer NOT NULL DEFAULT 0;

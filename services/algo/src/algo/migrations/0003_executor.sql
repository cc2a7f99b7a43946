-- The life of the process that runs the strategies: the lease says who may, this row who writes.

CREATE TABLE executor (
    id    smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    life  text NOT NULL
);

"""The broker's wall clock against UTC: a dated rule for each server, learned and checked."""

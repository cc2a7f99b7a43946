# The two commands, and their friends; dev.py does the work.
.PHONY: up test check bench
up: ; python3 dev.py up
test: ; python3 dev.py test
check: ; python3 dev.py check
bench: ; python3 dev.py bench fanout && python3 dev.py bench e2e && python3 dev.py bench ingest && python3 dev.py bench codec

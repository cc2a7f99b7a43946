"""Orders by hand: checked, sent once, waited for, and told as they are."""

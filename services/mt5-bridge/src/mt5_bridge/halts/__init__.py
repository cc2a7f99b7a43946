"""Why an account takes no entries until a person says otherwise; kept on the disk."""

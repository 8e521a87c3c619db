"""Who did what to which record, when: lines that nobody can change."""

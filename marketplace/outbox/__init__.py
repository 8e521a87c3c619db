"""What must happen after commit: kept in the database, swept and retried."""

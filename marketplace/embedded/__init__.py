"""What `make up` starts when nothing else is configured: PostgreSQL, Valkey, the worker and the web server."""

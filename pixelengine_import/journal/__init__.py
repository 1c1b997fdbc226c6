"""The durable record: jobs and what was paid, results by hash, who owns which file."""

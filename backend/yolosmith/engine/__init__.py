"""The only importer of torch and ultralytics. Each job here runs in a process of its own, never in the server."""

"""Speed and size, measured on this machine by `make bench`; the tables go into RESULTS.md."""

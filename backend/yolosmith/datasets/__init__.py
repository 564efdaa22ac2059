"""Import, repair report, samples and statistics of data sets."""

"""The one place of all measures: matching, precision, recall, F1, FNR, MCC, average precision. Pure: numpy, no I/O."""

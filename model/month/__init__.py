"""The ten phases of a month, one function of one module each."""

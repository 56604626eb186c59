"""The compiled phases of a month: each kernel does one thing for a range of settlements."""

"""The phases of a month that decide something; the others are one kernel each, run by the step itself."""

"""Setting parameters from evidence; for now the base year, by `python -m calibration.base_year`."""

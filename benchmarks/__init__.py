"""Speed and memory of the model, measured beside the slow oracle: `python -m benchmarks`."""

"""Reading scenario files: strict YAML, values, levers, targets, and the files that a file extends."""

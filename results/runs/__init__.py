"""Tables of runs: worked off by processes or by a cluster, kept as they finish, gone on with after a kill."""

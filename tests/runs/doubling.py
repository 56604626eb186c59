"""Work for processes that must be able to import it."""


def doubled(item: int, threads: int) -> int:
    return 2 * item

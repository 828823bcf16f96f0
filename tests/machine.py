def needs(what: str) -> None:
    pass

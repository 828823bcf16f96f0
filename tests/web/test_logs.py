import logging

from storefront.web.logs import CAUSED_BY_VISITORS, Seldom, keep_logs_small


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def logger_with(filter_: logging.Filter) -> tuple[logging.Logger, list[str]]:
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    logger = logging.Logger("visitors")
    logger.addFilter(filter_)
    logger.addHandler(Kept())
    return logger, lines


def test_of_one_kind_of_line_a_few_a_minute_are_written():
    time = Time()
    logger, lines = logger_with(Seldom(3, 60, time))

    for number in range(100):
        logger.warning("visitor %d left", number)
    logger.warning("something else")

    assert lines == ["visitor 0 left", "visitor 1 left", "visitor 2 left", "something else"]


def test_the_next_minute_says_how_many_were_not_written():
    time = Time()
    logger, lines = logger_with(Seldom(3, 60, time))

    for number in range(11):
        time.now = number * 7.0
        logger.warning("visitor %d left", number)

    assert lines[3:] == ["visitor 9 left (6 more were not written)", "visitor 10 left"]


def test_the_loggers_that_visitors_make_write_are_filtered(monkeypatch):
    for name in CAUSED_BY_VISITORS:
        monkeypatch.setattr(logging.getLogger(name), "filters", [])

    keep_logs_small()

    for name in CAUSED_BY_VISITORS:
        assert [type(found) for found in logging.getLogger(name).filters] == [Seldom]

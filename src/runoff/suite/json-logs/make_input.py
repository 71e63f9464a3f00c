"""Makes JSON log lines. Uses random() and getrandbits() alone: they draw the same numbers on every Python 3."""

import json
import random

SERVICES = ("checkout", "catalogue", "search", "accounts", "payments", "mailer", "images", "recommendations")
REGIONS = ("eu-west", "eu-north", "us-east", "us-west", "ap-south")
METHODS = ("GET", "GET", "GET", "GET", "POST", "POST", "PUT", "DELETE")
STATUSES = (200, 200, 200, 200, 200, 201, 204, 301, 304, 400, 401, 404, 404, 409, 429, 500, 503)
LEVELS = ("DEBUG", "INFO", "INFO", "INFO", "INFO", "INFO", "WARNING", "ERROR")
CITIES = ("Berlin", "Zürich", "São Paulo", "Kraków", "東京", "Malmö", "Dublin", "İzmir", "Québec", "Αθήνα")
WORDS = (
    "request", "order", "upstream", "cache", "retry", "basket", "session", "token", "invoice", "queue",
    "accepted", "missed", "expired", "scheduled", "finished", "rejected", "after", "before", "with", "without",
    'key "primary"', "path C:\\spool\\out", "line 1\nline 2", "naïve café", "a\tb", "price < 10 €", "👍 done",
)
AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5",
    "shop-app/4.12.1 (Android 14; de-DE)",
    "curl/8.9.1",
    "python-client/2.3 (+batch)",
)
USERS = 50_000


class Draw:
    """Draws from one stream of numbers."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def below(self, limit):
        return int(self.random() * limit)

    def of(self, values):
        return values[self.below(len(values))]

    def hexadecimal(self, digits):
        return "".join("%04x" % self.below(65536) for _ in range(digits // 4))


def record(draw, number):
    """One log record: nested, with user_id in the middle, as loggers write them."""
    second = number // 40
    # The square makes few users write many lines, as they do.
    share = draw.random()
    made = {
        "timestamp": "2026-03-%02dT%02d:%02d:%02d.%03dZ"
        % (1 + second // 86400 % 28, second // 3600 % 24, second // 60 % 60, second % 60, draw.below(1000)),
        "level": draw.of(LEVELS),
        "service": draw.of(SERVICES),
        "host": "node-%02d.%s.internal" % (draw.below(60), draw.of(REGIONS)),
        "trace": {"id": draw.hexadecimal(16), "sampled": draw.random() < 0.1},
        "user_id": 1_000_000 + int(USERS * share * share),
        "request": {
            "method": draw.of(METHODS),
            "path": "/api/v%d/%s/%d" % (1 + draw.below(3), draw.of(SERVICES), draw.below(1_000_000)),
            "status": draw.of(STATUSES),
            "bytes": draw.below(65536),
            "duration_ms": draw.below(900_000) / 1000,
            "agent": draw.of(AGENTS),
        },
        "client": {
            "ip": ".".join(str(draw.below(256)) for _ in range(4)),
            "city": draw.of(CITIES),
            "location": [(draw.below(1_800_000) - 900_000) / 10_000, (draw.below(3_600_000) - 1_800_000) / 10_000],
        },
        "message": " ".join(draw.of(WORDS) for _ in range(2 + draw.below(6))),
        "tags": [draw.of(REGIONS + SERVICES) for _ in range(draw.below(4))],
    }
    if draw.random() < 0.15:
        made["error"] = {"code": "E%04d" % draw.below(10000), "cause": None, "retries": draw.below(5)}
    return made


def make(path, seed, lines):
    """Write `lines` records to `path`, one a line, UTF-8; the first records are the same for every `lines`."""
    draw = Draw(seed)
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        for number in range(lines):
            # Half of all writers escape what is not ASCII.
            escaped = draw.random() < 0.5
            out.write(json.dumps(record(draw, number), ensure_ascii=escaped, separators=(",", ":")) + "\n")

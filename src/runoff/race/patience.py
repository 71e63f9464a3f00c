"""How long to wait for a quick machine before the next round. Pure; handed the pacemaker's times.

Asking the pacemaker again costs a millisecond, a round on a slowed machine costs all of its turns
and then says little. The one who is asked takes no part in the race, so waiting favours nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

SLOW = 1.10
"""So many times its best, and the pacemaker calls the machine slow."""
ROUNDS_WAITED = 2
"""At most so many rounds' worth of time is waited for one."""


@dataclass(slots=True)
class Patience:
    """Decides, turn by turn of the pacemaker, whether to wait for another one.

    Waiting that was in vain halves what is waited next time, so that a machine that is never quick
    costs little; waiting that paid restores it.
    """

    round_ns: int
    best_ns: int = 0
    share: float = 1.0
    waited_ns: int = 0

    def wait(self, pace_ns: int) -> bool:
        """Whether to ask the pacemaker again, having just heard `pace_ns`."""
        self.best_ns = min(self.best_ns or pace_ns, pace_ns)
        if pace_ns <= self.best_ns * SLOW:
            self.share = 1.0 if self.waited_ns else self.share
            self.waited_ns = 0
            return False
        self.waited_ns += pace_ns
        if self.waited_ns < self.share * ROUNDS_WAITED * self.round_ns:
            return True
        self.share /= 2
        self.waited_ns = 0
        return False

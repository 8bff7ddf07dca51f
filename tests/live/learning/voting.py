"""Which hypotheses hold in all observations, or nearly all: now and then a compiler thread gets
between a look and the figures."""

import collections

_MISSES = 0.25  # the part of the ballots in which a hypothesis may be missing


def elect(ballots):
    """The hypotheses that most ballots name; each ballot is an iterable of hypotheses. Empty where
    even those are missing too often, and where there is no ballot."""
    ballots = [set(ballot) for ballot in ballots]
    votes = collections.Counter(hypothesis for ballot in ballots for hypothesis in ballot)
    most = max(votes.values(), default=0)
    if most == 0 or most < len(ballots) * (1 - _MISSES):
        return []
    return [hypothesis for hypothesis, count in votes.items() if count == most]

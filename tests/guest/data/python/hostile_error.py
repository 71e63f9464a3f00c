# coding: utf-8
class Mute(Exception):
    def __str__(self):
        raise ValueError("no words")

    __repr__ = __str__
    __unicode__ = __str__


def run(state):
    if state == 1:
        raise Mute()
    if state == 2:
        raise RuntimeError(u"naïve")
    if state == 3:
        raise KeyError("a\nb=c %")
    if state == 4:
        raise RuntimeError("x" * 100000)
    if state == 5:
        return run(5)
    raise KeyboardInterrupt

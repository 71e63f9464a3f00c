"""Understand what uv says when it cannot install something. Pure."""

from __future__ import annotations

import re

_OFFLINE = re.compile(
    r"error sending request|dns error|failed to lookup|Connection refused|tcp connect|timed out|Network is unreachable"
    r"|network connectivity is disabled|network was disabled|invalid peer certificate|tunnel error",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def is_offline(said: str) -> bool:
    """Whether the registry could not be reached at all."""
    return bool(_OFFLINE.search(said))


def package_name(requirement: str) -> str:
    """The package that a PEP 508 requirement or a `module@version` names."""
    match = _NAME.match(requirement.strip())
    return match[0] if match and "/" not in requirement else requirement.split("@")[0].strip()


def one_line(said: str) -> str:
    """uv's cause as one line: its wrapped lines joined, its warnings and conclusions left out."""
    paragraphs = _paragraphs(said)
    causes = [text.split(":", 1)[1].strip() for text in paragraphs if text.startswith(("cause:", "error:"))]
    telling = [text for text in causes if text and "No solution found" not in text] or causes or paragraphs[-1:]
    text = telling[0] if telling else "uv says nothing"
    text = text.split(", we can conclude")[0].split(" we can conclude")[0].removeprefix("Because ")
    return text if len(text) <= 240 else text[:237] + "..."


def last_cause(said: str) -> str:
    """The innermost cause, where uv's causes go from the general to the particular."""
    causes = [text for text in _paragraphs(said) if text.startswith("cause:")]
    return causes[-1].removeprefix("cause:").strip() if causes else one_line(said)


def explain(said: str, requires: tuple[str, ...], runtime: str) -> str:
    """One line naming the package and the reason: `orjson has no wheel for pypy-3.11 (wheels: cp35, cp36)`."""
    text = " ".join(_paragraphs(said))
    missing = re.search(r"([\w.-]+) was not found in the (?:package registry|provided package locations)", text)
    if missing:
        return f"{missing[1]} is not a package that the registry knows"
    for name in dict.fromkeys([*_blamed(text), *map(package_name, requires)]):
        if re.search(rf"\b{re.escape(name)}\S* ha(?:s|ve) no (?:usable )?wheels", text, re.IGNORECASE):
            return f"{name} has no wheel for {runtime}{_tags(text, name)}"
    blamed = next((r for r in requires if package_name(r).lower() in text.lower()), ", ".join(requires))
    return f"{blamed} cannot be installed for {runtime}: {one_line(said)}"


def _blamed(text: str) -> list[str]:
    return re.findall(r"wheels (?:are required for|for) `([\w.-]+)`", text)


def _tags(text: str, name: str) -> str:
    """What uv's hint says was there instead, shortened."""
    hint = re.search(
        rf"only found wheels for `{re.escape(name)}` \([^)]*\) with the following [^:]*: (.*?)(?: hint:|$)", text
    )
    return f" (only for {', '.join(re.findall(r'`([^`]+)`', hint[1]))})" if hint else ""


def _paragraphs(said: str) -> list[str]:
    """uv's paragraphs, each joined to one line."""
    paragraphs: list[str] = []
    for line in said.splitlines():
        body = line.strip()
        if not body:
            continue
        if not paragraphs or re.match(r"(error|cause|hint|warning|Using Python)\b", body):
            paragraphs.append(body)
        else:
            paragraphs[-1] += " " + body
    return [text for text in paragraphs if not text.startswith(("warning", "Using Python"))]

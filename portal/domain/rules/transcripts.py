"""What a customer said in a call, out of its transcript: our own people's words don't count (NOM-3)."""

import re

_TIMES = re.compile(r"^[\d:.,\s]*-->.*$|^\d+$|^WEBVTT.*$|^(NOTE|STYLE|REGION)\b.*$", re.MULTILINE)
_VOICE = re.compile(r"^\s*(?:\[?[\d:.]{4,}\]?\s*)?(?:<v\s+([^>]{1,60})>|([^\W\d_][^:\n]{0,59}):(?=\s|$))\s*(.*)$")
_MARKS = re.compile(r"</?[a-z][^>]*>")


def plain(text: str) -> str:
    """Without the times and numbers of a subtitle file."""
    lines = (line.strip() for line in _TIMES.sub("", text.lstrip("\ufeff").replace("\r\n", "\n")).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def said_by(name: str, text: str) -> str | None:
    """The lines under this name, or under the same first name if only one speaker has it. None where nobody is named
    so: then who said what is not known.
    """
    turns = _turns(text)
    wanted = name.casefold().split()
    speakers = {speaker for speaker, _ in turns if speaker}
    same = {one for one in speakers if one.casefold().split() == wanted}
    first = {one for one in speakers if one.casefold().split()[:1] == wanted[:1]}
    found = same or (first if len(first) == 1 else set())
    return "\n".join(words for speaker, words in turns if speaker in found) if found else None


def has_speakers(text: str) -> bool:
    """Two at least: one colon is no conversation."""
    return len({speaker for speaker, _ in _turns(text) if speaker}) > 1


def _turns(text: str) -> list[tuple[str, str]]:
    """Speaker and words of each line; a line without a speaker is still the last one's."""
    found, speaker = [], ""
    for line in text.split("\n"):
        named = _VOICE.match(line)
        if named:
            speaker = (named[1] or named[2]).strip()
        words = _MARKS.sub("", named[3] if named else line).strip()
        if words:
            found.append((speaker, words))
    return found

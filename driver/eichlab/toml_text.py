"""A TOML text whose keys are found again, so that a mistake is named with its line.

The standard library's parser forgets where a value stood. What it has accepted is walked through
once more here, so that every key and every entry of an array has its line.
"""

import re
import tomllib
from typing import Any

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\])*"|\'[^\']*\'', re.DOTALL
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_ATOM = re.compile(r"[^,\]}#\n]+")
_LINE_IN_ERROR = re.compile(r"line (\d+)")

Step = str | int
"""A key, or the place of an entry in an array, counted from 0."""


class TomlTextError(Exception):
    """The text is no TOML; ``line`` says where."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


class TomlText:
    """A parsed TOML text: its ``data``, and the lines of its keys.

    Raises `TomlTextError` for what is no TOML.
    """

    def __init__(self, text: str) -> None:
        try:
            self.data: dict[str, Any] = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            found = _LINE_IN_ERROR.search(str(error))
            line = int(found.group(1)) if found else text.count("\n") + 1
            raise TomlTextError(str(error), line) from error
        self._text = text
        self._at = 0
        self._lines: dict[tuple[Step, ...], int] = {}
        self._counts: dict[tuple[Step, ...], int] = {}
        self._walk()

    def line_of(self, *path: Step) -> int:
        """Return the line of a key or entry, or of the nearest table around one that is missing."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def _walk(self) -> None:
        table: tuple[Step, ...] = ()
        while True:
            self._skip(_SPACE)
            if self._at >= len(self._text):
                return
            if self._text.startswith("[[", self._at):
                line = self._line()
                self._at += 2
                table = self._header(array=True)
                self._at += 2
                self._lines.setdefault(table, line)
            elif self._text[self._at] == "[":
                line = self._line()
                self._at += 1
                table = self._header(array=False)
                self._at += 1
                self._lines.setdefault(table, line)
            else:
                self._pair(table)

    def _header(self, *, array: bool) -> tuple[Step, ...]:
        keys = self._keys()
        path: tuple[Step, ...] = ()
        for index, key in enumerate(keys):
            path = (*path, key)
            if array and index == len(keys) - 1:
                self._lines.setdefault(path, self._line())
                self._counts[path] = self._counts.get(path, 0) + 1
            if path in self._counts:
                # Below an array of tables, its newest table is meant.
                path = (*path, self._counts[path] - 1)
        return path

    def _pair(self, table: tuple[Step, ...]) -> None:
        line = self._line()
        path = table
        for key in self._keys():
            path = (*path, key)
            self._lines.setdefault(path, line)
        self._at += 1  # the equals sign
        self._skip(_BLANK)
        self._value(path)

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip(_BLANK)
            found = _STRING.match(self._text, self._at) or _BARE_KEY.match(self._text, self._at)
            assert found is not None
            self._at = found.end()
            written = found.group()
            if written[0] in "\"'":
                written = next(iter(tomllib.loads(f"{written} = 0")))
            keys.append(written)
            self._skip(_BLANK)
            if self._at >= len(self._text) or self._text[self._at] != ".":
                return keys
            self._at += 1

    def _value(self, path: tuple[Step, ...]) -> None:
        sign = self._text[self._at]
        if sign == "[":
            self._array(path)
        elif sign == "{":
            self._inline_table(path)
        else:
            found = _STRING.match(self._text, self._at) or _ATOM.match(self._text, self._at)
            assert found is not None
            self._at = found.end()

    def _array(self, path: tuple[Step, ...]) -> None:
        self._at += 1
        index = 0
        while True:
            self._skip(_SPACE)
            if self._text[self._at] == "]":
                self._at += 1
                return
            self._lines.setdefault((*path, index), self._line())
            self._value((*path, index))
            index += 1
            self._skip(_SPACE)
            if self._text[self._at] == ",":
                self._at += 1

    def _inline_table(self, path: tuple[Step, ...]) -> None:
        self._at += 1
        while True:
            self._skip(_SPACE)
            if self._text[self._at] == "}":
                self._at += 1
                return
            self._pair(path)
            self._skip(_SPACE)
            if self._text[self._at] == ",":
                self._at += 1

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._text, self._at)
        assert found is not None
        self._at = found.end()

    def _line(self) -> int:
        return self._text.count("\n", 0, self._at) + 1

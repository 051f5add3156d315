"""What is to be said, before it is said in a language."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence by code with its parameters; ``eichlab.texts`` says it in German or English."""

    code: str
    parameters: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the code and parameters, for logs; never for a screen."""
        listed = ", ".join(f"{name}={value}" for name, value in self.parameters.items())
        return f"{self.code}({listed})"


def message(code: str, /, **parameters: object) -> Message:
    """Return the message ``code`` with ``parameters``."""
    return Message(code, parameters)

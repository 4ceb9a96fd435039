"""Events in a few words, for a line in a live view."""

from __future__ import annotations

from envs import Event

_WORDS = {
    "block_placed": ("placed {block}", "cyan"),
    "chat": ("{sender}: {text}", ""),
    "crafted": ("crafted {count} {item}", "cyan"),
    "damage": ("-{amount:g} health: {source}", "red"),
    "died": ("died: {source}", "bold red"),
    "found": ("found {target}", "cyan"),
    "invalid": ("{field} makes no sense: {value}", "yellow"),
    "item_gained": ("+{count} {item}", ""),
    "item_left": ("no room for {count} {item}", "yellow"),
    "killed": ("killed {entity}", "magenta"),
    "path_failed": ("no way to {target}", "yellow"),
    "refused": ("no {need}: {name}", "yellow"),
    "searched": ("no {target} found", "yellow"),
    "smelted": ("smelted {count} {item}", "cyan"),
    "stopped": ("stopped by the {by}", "yellow"),
    "tool_broke": ("{item} broke", "red"),
    "traded": ("traded with {entity} for {count} {item}", "cyan"),
    "used": ("{verb} {object}", "cyan"),
    "window_rejected": ("{item} refused by the window of {window}", "yellow"),
    "window_stalled": ("{window} stands still: {slot}", "yellow"),
}
"""What is said of each kind of event, and rich's style for it; others go without saying."""

_SAID_OTHERWISE = frozenset({"craft", "smelt", "trade"})
"""Ways of items that have an event of their own beside them."""


def told_event(event: Event) -> tuple[str, str] | None:
    """Returns an event's words and style, `None` for one that says nothing new by itself."""
    if event.kind not in _WORDS:
        return None
    if event.kind == "item_gained" and event.way in _SAID_OTHERWISE:
        return None
    words, style = _WORDS[event.kind]
    return words.format(**event.model_dump()), style

"""What a trace says about a hop in words: why there is no evidence, what a plan replaced, what cannot be told. In two languages.

Programs read the codes: `text_not_held`, `silent`, `residual_rule` (the silent plan has a rule for unlisted matters),
`not_implemented` (plans above, none here), `no_plan` (none here, none above), `link_not_known`, `repealed`, `replaced_later`,
`repeal_day_unknown`, `replaces`, `not_yet_in_force`, `in_force_unknown`, `given_from_above`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shiquan.questions.instruments import Instrument
from shiquan.questions.trace_succession import Replacement


@dataclass(frozen=True, slots=True)
class Note:
    """One thing said about a hop: its code, and the words in Chinese and English."""

    code: str
    zh: str
    en: str


def joined(notes: Iterable[Note]) -> str | None:
    """Return the notes as one line, Chinese before English; None without any."""
    said = tuple(notes)
    if not said:
        return None
    return "；".join(note.zh for note in said) + " / " + "; ".join(note.en for note in said)


def on_evidence(status: str, every_task: bool) -> Note | None:
    """Return why a plan has no statement to show; None where it has one."""
    if status == "text_not_held":
        return Note(status, "未收录全文，不知其如何规定", "text not held: what it says is not known")
    if status != "silent":
        return None
    if every_task:
        return Note(status, "全文已收录，没有划分任何事项", "text held; it divides no task")
    return Note(status, "全文已收录，未提及该事项", "text held; it does not name the task")


def on_residual_rule() -> Note:
    """Return that a silent plan's rule for unlisted matters applies."""
    return Note("residual_rule", "适用其对未列事项的规定（见原文）", "its rule for unlisted matters applies (quoted)")


def on_link(plan: Instrument) -> Note:
    """Return that the plan is that of an area above, and no more is known."""
    name = called(plan)
    return Note(
        "link_not_known",
        f"下级方案是否贯彻落实{name}，现有资料未说明",
        f"whether the plans below carry out {name} is not known from what is held",
    )


def on_succession(
    plan: Instrument, after: Iterable[Replacement], before: Iterable[Replacement], day: date | None
) -> tuple[Note, ...]:
    """Return what replaced the plan, by the day asked for or later, and what the plan replaced."""
    notes = [_successor(plan.repealed_by, one, day) for one in after]
    notes += [Note("replaces", f"废止了{_dated(one)[0]}", f"repeals {_dated(one)[1]}") for one in before]
    return tuple(notes)


def _successor(repealed_by: str | None, one: Replacement, day: date | None) -> Note:
    zh, en = _dated(one)
    if repealed_by is not None and (day is None or (one.in_force is not None and one.in_force <= day)):
        return Note("repealed", f"已被{zh}废止", f"repealed by {en}")
    if one.in_force is None:
        return Note(
            "repeal_day_unknown",
            f"被{zh}废止，后者施行日期未知，无法确认当日是否已废止",
            f"repealed by {en}, whose day of entry into force is not known: whether that was before this day cannot be told",
        )
    return Note("replaced_later", f"后被{zh}废止", f"later repealed by {en}")


def on_force(plan: Instrument, day: date | None) -> Note | None:
    """Return what speaks against the plan's being in force on the day; None where nothing does."""
    if day is None:
        return None
    if plan.certainly_not_yet(day):
        return Note("not_yet_in_force", f"{day} 尚未施行", f"not yet in force on {day}")
    if plan.in_force is None:
        return Note(
            "in_force_unknown",
            "施行日期未知，无法确认当日有效",
            "the day of entry into force is not known: it may not have been in force on that day",
        )
    return None


def on_absence(area: str, plans_above: bool) -> Note:
    """Return that no plan of the area is known, and whether there is one above that it could have carried out."""
    zh, en = f"没有{area}的划分方案可查", f"no division plan of {area} is known"
    if plans_above:
        return Note(
            "not_implemented",
            f"{zh}，未见其落实上级方案",
            f"{en}: the plans above are not seen to be carried out there",
        )
    return Note("no_plan", zh, en)


def on_plan_to_come(plan: Instrument) -> Note:
    """Return that the area's plan was not in force yet."""
    since = plan.in_force or plan.signed
    return Note(
        "not_yet_in_force",
        f"{called(plan)} 当日尚未施行" + (f"（{since}）" if since else ""),
        f"{called(plan)} was not yet in force on that day" + (f" ({since})" if since else ""),
    )


def on_plan_gone(plan: Instrument, after: Iterable[Replacement]) -> Note:
    """Return that the area's plan is repealed, and by what."""
    by = [_dated(one) for one in after if one.name == plan.repealed_by] or [
        (f"{plan.repealed_by}", f"{plan.repealed_by}")
    ]
    return Note("repealed", f"{called(plan)} 已被{by[0][0]}废止", f"{called(plan)} was repealed by {by[0][1]}")


def on_gift() -> Note:
    """Return that what follows is a plan above's."""
    return Note("given_from_above", "以下为上级方案给予本级的", "what follows is what a plan above gives this tier")


def called(plan: Instrument) -> str:
    """Return what a plan is called: its number, else its title, else its IRI."""
    return plan.number or plan.title or plan.iri


def _dated(one: Replacement) -> tuple[str, str]:
    """Return a document's name with its first day in force, for a Chinese and an English sentence."""
    if one.in_force is None:
        return one.name, one.name
    return f"{one.name}（{one.in_force} 起施行）", f"{one.name} (in force from {one.in_force})"

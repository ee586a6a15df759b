"""What a group found out about a claim of the film, in words that hold nothing that anybody wrote."""

from bot.viewings.records.summary import CheckedClaim

_FOUND = {"yes": "yes", "no": "no", "unsure": "not sure"}


def checks_line(claim: CheckedClaim) -> str:
    """By how many it was checked, and what they found."""
    if not claim.checks:
        return "Nobody here checked it."
    told = [f"Checked here by {len(claim.checks)}"]
    for name, found in (("source named", claim.sources), ("found elsewhere", claim.elsewhere)):
        if found:
            told.append(f"{name}: {', '.join(f'{_FOUND[each]} {times}' for each, times in sorted(found.items()))}")
    if claim.confidence is not None:
        told.append(f"how sure, on average: {claim.confidence:.1f} of 5")
    return f"{'; '.join(told)}."

"""Puts opening, body and signature together."""

import re
from typing import Dict

from promptflow.core import tool

SUBJECTS: Dict[str, str] = {
    "delay": "Your order {order}: new delivery date",
    "refund": "Your refund request for order {order}",
}


def tidy(text: str) -> str:
    """No blanks at line ends, no more than one empty line in a row."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip()


@tool
def assemble_reply(
    facts: dict,
    opening: str,
    agent: str,
    delay: str = "",
    refund: str = "",
    acknowledgement: str = "",
) -> dict:
    body = delay or refund or acknowledgement
    order = facts.get("order")
    without_template = f"Your message about order {order}" if order else "Your message to Contoso"
    subject = SUBJECTS.get(facts["kind"], without_template).format(order=order)
    return {
        "subject": subject,
        "reply": "\n\n".join([tidy(opening), tidy(body), "Kind regards,", agent]),
        "needs_review": facts["incomplete"],
    }

"""Captions that a page sets beside its table, in a ``figcaption`` or a box of their own.

The extraction of the main text drops such boxes; what stands in the table itself it keeps.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree
from lxml import html as lxml_html

from dosetable.extract.readers.xmltools import inline_text, local

_CAPTION_CLASS = re.compile(r"caption|table[-_]?(?:title|head(?:ing|er)?|label)\b", re.IGNORECASE)
_OF_TABLE = re.compile(r"(?:supplementary |appendix )?tab(?:le|\.)\s?[A-Z]?\d", re.IGNORECASE)
_LEVELS = 3  # how far above its table a caption's box is looked for
_LONGEST = 400
_SPACED = frozenset({"br", "p", "div", "span"})


def keep_captions(tree: lxml_html.HtmlElement) -> None:
    """Move the captions of tables into them."""
    for table in list(tree.iter("table")):
        if next(table.iter("caption"), None) is not None:
            continue
        box = table.getparent()
        for _ in range(_LEVELS):
            if box is None or local(box) in {"body", "html", "article", "main"}:
                break
            if len(list(islice(box.iter("table"), 2))) > 1:
                break  # whose caption it is nothing tells
            if (caption := _caption(box, table)) is not None:
                _move(caption, table)
                break
            box = box.getparent()


def _caption(box: etree._Element, table: etree._Element) -> etree._Element | None:
    """What names the one table of ``box``, outside it."""
    inside = set(table.iter())
    for node in box.iter():
        if node in inside or node is box or not isinstance(node.tag, str):
            continue
        marks = f"{node.get('class') or ''} {node.get('id') or ''}"
        if local(node) != "figcaption" and not _CAPTION_CLASS.search(marks):
            continue
        text = inline_text(node, space=_SPACED)
        if table not in set(node.iter()) and _OF_TABLE.match(text) and len(text) <= _LONGEST:
            return node
    return None


def _move(caption: etree._Element, table: etree._Element) -> None:
    moved = etree.Element("caption")
    moved.text = inline_text(caption, space=_SPACED)
    table.insert(0, moved)
    if isinstance(caption, lxml_html.HtmlElement):
        caption.drop_tree()

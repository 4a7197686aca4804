"""The licence of the data is named wherever people or machines look for it, and is one."""

from __future__ import annotations

import json
from pathlib import Path

from dosetable.site import licence


def test_pages_exports_and_citations_name_one_licence(built: Path) -> None:
    about = (built / "about.html").read_text(encoding="utf-8")
    assert f'rel="license" href="{licence.DATA.url}"' in about
    assert "quotes" in about
    package = json.loads((built / "data/datapackage.json").read_bytes())
    assert [one["name"] for one in package["licenses"]] == [licence.DATA.spdx]
    assert json.loads((built / "data/dosetable.json").read_bytes())["license"] == licence.DATA.spdx
    assert f'license: "{licence.DATA.spdx}"' in (built / "data/CITATION.cff").read_text()
    home = (built / "index.html").read_text(encoding="utf-8")
    linked = home.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert licence.DATA.url in linked

"""A Shapefile of an office in China: text in GBK, field names cut at ten bytes, often no .cpg.

Encoding and names are put right where they are read (`layers._reading._shapefile`,
`layers._cut_names`); this says that it was done.
"""

from __future__ import annotations

from ..text import Text
from ._source import Mark, Source

SOURCE = Source(
    name="shapefile_gbk",
    title=Text("GBK 编码的 Shapefile", "Shapefile with text in GBK"),
    roles=(),
    marks=(
        Mark(Text("Shapefile", "a Shapefile"), lambda seen: bool(seen.marks.get("ESRI Shapefile"))),
        Mark(
            Text(".dbf 的文字是 GBK/GB18030", "text of the .dbf in GBK/GB18030"),
            lambda seen: bool(seen.marks.get("GB18030")),
        ),
    ),
    documented="https://www.esri.com/content/dam/esrisites/sitecore-archive/Files/Pdfs/library/"
    "whitepapers/pdfs/shapefile.pdf",
)

"""A drawing as PNG, with Chinese letters on any machine.

resvg draws the SVG; the letters come from Noto Sans SC (SIL Open Font License 1.1), which a package brings along. The fonts
of the machine are not looked at, so that the same drawing is the same bytes everywhere.
"""

from __future__ import annotations

from shiquan.errors import ShiquanError


def png(svg: bytes, zoom: float = 2) -> bytes:
    """Return an SVG drawing as PNG, ``zoom`` pixels for each of its own.

    Raises:
        ShiquanError: the packages for pictures are not installed.

    """
    try:
        import pylopdf_fonts_zh_cn as fonts
        import resvg_py
    except ImportError as error:
        raise ShiquanError(
            "输出 PNG 需要 resvg-py 和 pylopdf-fonts-zh-cn，请先安装：pip install 'shiquan[pictures]'；SVG 不需要。",
            "PNG needs resvg-py and pylopdf-fonts-zh-cn; install them first: pip install 'shiquan[pictures]'. SVG does not need them.",
        ) from error
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg.decode("utf-8"),
        background="#ffffff",
        skip_system_fonts=True,
        font_files=[str(fonts.sans_path())],
        font_family="Noto Sans SC",
        sans_serif_family="Noto Sans SC",
        zoom=zoom,
    )
    return bytes(drawn)

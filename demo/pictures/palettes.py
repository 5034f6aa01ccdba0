"""The ink cupboard: one family of colours, and the palette each section prints with."""

from dataclasses import dataclass

PAPER = "#f4ecda"
CHALK = "#fbf6ea"
CREAM = "#f1e3c4"
INK = "#14171d"
SOOT = "#22232a"
CHARCOAL = "#37373c"
ASH = "#8d8b86"
STONE = "#b9b2a3"
FOG = "#d5d2c6"
VERMILION = "#e2472b"
BRICK = "#b23a2a"
RUST = "#b5542f"
TERRACOTTA = "#cc6d48"
SALMON = "#f0a487"
ROSE = "#e58f93"
PINK = "#f2bfb8"
CORAL = "#ee6f5e"
OXBLOOD = "#6d1f26"
MAGENTA = "#c52a6a"
PLUM = "#4a2a45"
VIOLET = "#6a4a78"
AUBERGINE = "#3a2140"
OCHRE = "#d59a36"
MUSTARD = "#dfab2e"
YELLOW = "#f6cf3e"
SULPHUR = "#eee04a"
BRASS = "#b98b3a"
TOBACCO = "#6b4526"
BARK = "#45301f"
SAND = "#e4cd9c"
STRAW = "#e3c777"
MOSS = "#6d7a3c"
OLIVE = "#585f2d"
GRASS = "#3f8a4c"
LEAF = "#2f6b45"
BOTTLE = "#1d4436"
PINE = "#17382f"
VERDIGRIS = "#63a58f"
TURQUOISE = "#48b3b0"
TEAL = "#1f7478"
PETROL = "#134a58"
PRUSSIAN = "#12324f"
NIGHT = "#0f1c33"
INDIGO = "#27305f"
COBALT = "#2a56a0"
STEEL = "#7d9bb0"
SLATE = "#465662"
SKY = "#b9d6dc"
ICE = "#dcebe9"


@dataclass(frozen=True)
class Palette:
    """Five inks that print together: dark, mid, hot, light and the paper."""

    dark: str
    mid: str
    hot: str
    light: str
    paper: str = PAPER


HARBOUR = Palette(PRUSSIAN, PETROL, VERMILION, SALMON, CREAM)
CULTURE = Palette(PLUM, OCHRE, ROSE, CREAM)
SCIENCE = Palette(INDIGO, TEAL, YELLOW, ICE)
SPORT = Palette(BOTTLE, GRASS, BRICK, CHALK)
ECONOMY = Palette(INK, MOSS, MUSTARD, CREAM)
WORLD = Palette(NIGHT, COBALT, RUST, SAND)

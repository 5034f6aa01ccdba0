"""Plain geometry for the press: hand-cut edges, curves, ridges and brush strokes as lists of points."""

from collections.abc import Sequence
from math import cos, hypot, pi, sin

import numpy as np

Pt = tuple[float, float]
Pts = Sequence[Pt]


def hand_cut(pts: Pts, rng: np.random.Generator, wob: float, step: float = 46.0) -> list[Pt]:
    """Walk the outline and let the scissors stray a little from every straight edge."""
    out: list[Pt] = []
    for (ax, ay), (bx, by) in zip(pts, list(pts[1:]) + [pts[0]], strict=True):
        length = hypot(bx - ax, by - ay)
        out.append((ax, ay))
        if length < step:
            continue
        n = int(length / step)
        nx, ny = -(by - ay) / length, (bx - ax) / length
        for i in range(1, n):
            t = (i + rng.uniform(-0.25, 0.25)) / n
            j = rng.normal(0, wob)
            out.append((ax + (bx - ax) * t + nx * j, ay + (by - ay) * t + ny * j))
    return out


def spline(pts: Pts, closed: bool = False, n: int = 12) -> list[Pt]:
    """A Catmull-Rom curve through the points."""
    p = np.asarray(pts, dtype=float)
    p = np.vstack([p[-1], p, p[0], p[1]]) if closed else np.vstack([p[0], p, p[-1]])
    t = np.linspace(0, 1, n, endpoint=False)[:, None]
    out = []
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False):
        out.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    curve = np.vstack(out)
    if not closed:
        curve = np.vstack([curve, p[-2]])
    return [(float(x), float(y)) for x, y in curve]


def brush_outline(pts: Pts, widths: Sequence[float], smooth: bool = True) -> list[Pt]:
    """The outline of a stroke whose width changes along its way."""
    path = np.asarray(spline(pts) if smooth and len(pts) > 2 else pts, dtype=float)
    if len(path) == 2:
        path = np.linspace(path[0], path[1], 9)
    w = np.interp(np.linspace(0, 1, len(path)), np.linspace(0, 1, len(widths)), widths) / 2
    d = np.gradient(path, axis=0)
    d /= np.maximum(np.hypot(d[:, 0], d[:, 1]), 1e-6)[:, None]
    side = np.stack([-d[:, 1], d[:, 0]], axis=1) * w[:, None]
    return [(float(x), float(y)) for x, y in np.vstack([path + side, (path - side)[::-1]])]


def ellipse_points(x: float, y: float, rx: float, ry: float, rot: float = 0.0, n: int = 72) -> list[Pt]:
    """An ellipse, turned by rot radians."""
    out = []
    for i in range(n):
        a = 2 * pi * i / n
        ex, ey = rx * cos(a), ry * sin(a)
        out.append((x + ex * cos(rot) - ey * sin(rot), y + ex * sin(rot) + ey * cos(rot)))
    return out


def ridge(
    rng: np.random.Generator, x0: float, x1: float, y: float, amp: float, rough: float = 0.55, n: int = 7
) -> list[Pt]:
    """A mountain line from left to right by halving and straying."""
    ys = np.array([y + rng.normal(0, amp * 0.3), y + rng.normal(0, amp * 0.3)])
    for _ in range(n):
        mid = (ys[1:] + ys[:-1]) / 2 + rng.normal(0, amp, len(ys) - 1)
        new = np.empty(len(ys) + len(mid))
        new[::2], new[1::2] = ys, mid
        ys, amp = new, amp * rough
    return [(float(x), float(v)) for x, v in zip(np.linspace(x0, x1, len(ys)), ys, strict=True)]


def coast(rng: np.random.Generator, pts: Pts, amp: float = 26.0, rough: float = 0.52, n: int = 5) -> list[Pt]:
    """A coastline through the points: halved and displaced, for maps."""
    p = np.asarray(pts, dtype=float)
    for _ in range(n):
        d = p[1:] - p[:-1]
        mid = (p[1:] + p[:-1]) / 2
        length = np.hypot(d[:, 0], d[:, 1])[:, None]
        normal = np.stack([-d[:, 1], d[:, 0]], axis=1) / np.maximum(length, 1e-6)
        mid = mid + normal * rng.normal(0, 1, (len(mid), 1)) * np.minimum(amp, length * 0.16)
        new = np.empty((len(p) + len(mid), 2))
        new[::2], new[1::2] = p, mid
        p, amp = new, amp * rough
    return [(float(x), float(y)) for x, y in p]


def turn(pts: Pts, x: float, y: float, angle: float) -> list[Pt]:
    """The points turned about (x, y)."""
    c, s = cos(angle), sin(angle)
    return [(x + (px - x) * c - (py - y) * s, y + (px - x) * s + (py - y) * c) for px, py in pts]

"""Draws the integration's icon and logo: a neighbourhood's roof, and below it the camera that looks out.

Run it with .venv/bin/python scripts/draw_brand.py after changing it; the pictures are kept in the repository.
"""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FOLDER = Path(__file__).parent.parent / "custom_components" / "rt_cctv" / "brand"
# Drawn once on a grid of 1024 and scaled down, which smooths the edges.
GRID = 1024
# The blue is one that shows on a light and on a dark page.
BLUE, RED, WHITE, GLASS, SHINE = "#1f5f9f", "#d5202a", "#ffffff", "#0a1c33", "#7db7e8"


def draw_icon() -> Image.Image:
    """Return the mark on a transparent square of GRID pixels."""
    image = Image.new("RGBA", (GRID, GRID), "#00000000")
    pen = ImageDraw.Draw(image)
    # The house: a wall with rounded feet, and a roof that reaches over it.
    pen.rounded_rectangle((150, 380, 874, 960), radius=80, fill=BLUE)
    pen.polygon([(512, 160), (874, 480), (150, 480)], fill=BLUE)
    pen.line([(84, 486), (512, 116), (940, 486)], fill=RED, width=120, joint="curve")
    for x in (84, 940):
        pen.circle((x, 486), 59, fill=RED)
    # The camera: its hood, its lens, and the light in the lens.
    pen.rounded_rectangle((262, 500, 762, 848), radius=174, fill=WHITE)
    pen.circle((512, 674), 128, fill=GLASS)
    pen.circle((512, 674), 74, fill=SHINE)
    pen.circle((512, 674), 46, fill=GLASS)
    pen.circle((470, 628), 24, fill=WHITE)
    pen.circle((694, 674), 26, fill=RED)
    return image


def draw_logo(icon: Image.Image) -> Image.Image:
    """Return the mark and the name beside it, cut to what is drawn."""
    image = Image.new("RGBA", (GRID * 5, GRID), "#00000000")
    image.paste(icon)
    font = ImageFont.load_default(size=700)
    text = ImageDraw.Draw(image)
    text.text((GRID + 60, 960), "CCTV RT", BLUE, font, anchor="ls", stroke_width=4)
    return image.crop(image.getbbox())


def main() -> None:
    """Write every picture that Home Assistant and HACS ask for."""
    FOLDER.mkdir(exist_ok=True)
    icon = draw_icon()
    for picture, name in ((icon, "icon"), (draw_logo(icon), "logo")):
        for suffix, height in (("", 256), ("@2x", 512)):
            size = (round(picture.width * height / picture.height), height)
            scaled = picture.resize(size, Image.Resampling.LANCZOS)
            scaled.quantize(256).save(FOLDER / f"{name}{suffix}.png")


if __name__ == "__main__":
    main()

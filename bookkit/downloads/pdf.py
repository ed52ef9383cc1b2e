"""The whole book as one PDF: every page of the built site as Chromium prints it, in the order of the table of contents.

Before them stand a title and a list of contents with page numbers. Pages are numbered through, bookmarks follow parts,
pages and sections, and links between pages lead to each other inside the file. What the site folds is open, solutions and
answers too; but what only a computer reads (imports, the code of pictures, statements that are checked) is left out.
"""

from __future__ import annotations

import html
import io
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ..book import Book

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]
MARGINS = {"top": "18mm", "bottom": "20mm", "left": "17mm", "right": "17mm"}
PAPER = {"format": "A4", "margin": MARGINS}
MISSING = {
    "playwright": "it is part of the full environment: make .venv/ready",
    "pypdf": ".venv/bin/python -m pip install -r requirements-pdf.txt",
}
MATHJAX_IS_THERE = "!window.MathJax || !!MathJax.startup?.promise"  # or the page has no formulas
# Everything unfolded, every formula and every picture there, whether or not somebody has scrolled to it. Left out are folded
# cells that only import or draw (not those with a function that is used elsewhere), and what a notice about them says.
PREPARE = """async () => {
  window.dispatchEvent(new Event('beforeprint'));
  for (const cell of document.querySelectorAll('.cell.tag_hide-input:not(.tag_parameters)')) {
    const code = cell.querySelector('.cell_input')?.textContent.trim() ?? '';
    const draws = cell.querySelector('.cell_output img') && !/^(def|class) /m.test(code);
    if (!draws && !/^(import|from) /.test(code)) continue;
    cell.querySelector('details').classList.add('not-printed');
    if (!cell.querySelector('.cell_output')) cell.classList.add('not-printed');
  }
  for (const notice of document.querySelectorAll('p.backend'))
    if (notice.nextElementSibling?.matches('.claims, .not-printed')) notice.classList.add('not-printed');
  const address = document.querySelector('link[rel=canonical]')?.href;
  for (const demo of document.querySelectorAll('.demo')) {
    const line = document.createElement('p');
    line.className = 'live';
    line.textContent = `Live, in the page: ${address}`;
    if (address) demo.after(line);
  }
  document.querySelectorAll('details').forEach(fold => { fold.open = true; });
  document.querySelectorAll('.toggle-hidden').forEach(box => box.classList.remove('toggle-hidden'));
  const images = [...document.querySelectorAll('article img')];
  images.forEach(image => { image.loading = 'eager'; });
  await Promise.all(images.map(image => image.decode().catch(() => null)));
}"""
# Who wants to run a book takes its notebooks.
PRINTED = """
  .bd-article :is(.cell.claims, .not-printed), #print-main-content, .sd-summary-state-marker { display: none !important; }
  .bd-article .live { font-size: 9pt; color: #4a5663; }
"""
READY = "!document.querySelector('article mjx-lazy')"
HEADING = re.compile(r"<h1>(.*?)<a class=\"headerlink\"", re.S)
LOADED = re.compile(r'<(?:link|img)\b[^>]*?\b(?:src|href)="(?![a-z]+:|#)([^"?#]+)')
FONT = "/FPageNumber"
SIDE = 48  # points: 17 mm, as MARGINS


@dataclass(frozen=True)
class Entry:
    """One page of the site: its name, its title with its number, and how deep it stands below its part."""

    name: str
    title: str
    depth: int
    part: str


def missing() -> str | None:
    """What is not there on this machine, and what to do; None where everything is."""
    for package, remedy in MISSING.items():
        try:
            __import__(package)
        except ImportError:
            return f"the PDF needs the package {package}: {remedy}"
    if not chromium():
        return (
            "the PDF is printed by Chromium, and there is none; on Debian: apt-get install chromium"
        )
    if shutil.which("fc-list"):
        fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True)
        if not fonts.stdout.strip():
            return "no font with Chinese characters, which the glossary needs; on Debian: apt-get install fonts-noto-cjk"
    return None


def chromium() -> str | None:
    """Where Chromium is."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


def title_of(site: Path, name: str) -> str:
    """The heading of a page, as plain text."""
    article = (site / f"{name}.html").read_text("utf8").partition("<article")[2]
    found = HEADING.search(article)
    return " ".join(html.unescape(re.sub("<[^>]+>", "", found[1])).split()) if found else name


def entries(book: Book, site: Path) -> list[Entry]:
    """The pages in order."""
    root = book.toc["root"]
    found = [Entry(root, title_of(site, root), 0, "")]
    for part in book.toc["parts"]:
        for chapter in part["chapters"]:
            for depth, file in enumerate([chapter["file"], *_below(chapter)]):
                found.append(Entry(file, title_of(site, file), min(depth, 1), part["caption"]))
    return found


def _below(chapter: dict) -> Iterator[str]:
    for section in chapter.get("sections", ()):
        yield section["file"]


# --- printing ------------------------------------------------------------------------------------


def printer(browser) -> Callable[[str], bytes]:
    """A function that prints an address."""

    def printed(address: str) -> bytes:
        page = browser.new_page(viewport={"width": 820, "height": 1100}, color_scheme="light")
        page.goto(address)
        page.emulate_media(media="print", color_scheme="light")
        page.add_style_tag(content=PRINTED)
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")  # asks for MathJax
        page.wait_for_function(MATHJAX_IS_THERE, timeout=120_000)
        page.evaluate("async () => { await window.MathJax?.startup.promise; }")
        page.evaluate(PREPARE)
        page.wait_for_function(READY, timeout=120_000)
        page.wait_for_timeout(300)
        pdf = page.pdf(print_background=True, outline=True, tagged=True, **PAPER)
        page.close()
        return pdf

    return printed


FRONT = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
  body {{ font: 10.5pt/1.5 sans-serif; margin: 0; color: #1f2933; }}
  .title {{ height: 225mm; break-after: page; display: flex; flex-direction: column; justify-content: center; }}
  .title h1 {{ font-size: 34pt; margin: 0 0 4mm; }} .title p {{ font-size: 12pt; margin: 0 0 2mm; }}
  .title .note {{ font-size: 10.5pt; margin-top: 8mm; max-width: 110mm; }}
  h2 {{ font-size: 12pt; margin: 4mm 0 1mm; break-after: avoid; }}
  a {{ display: flex; gap: 2mm; color: inherit; text-decoration: none; break-inside: avoid; }}
  a i {{ flex: 1; border-bottom: 1px dotted #8895a3; margin-bottom: 1.4mm; }}
  a.below {{ margin-left: 6mm; color: #4a5663; }}
</style></head><body>
<div class="title"><h1>{title}</h1><p>{author}</p><p>{address}</p>
<p class="note">Printed from the site, with solutions and answers. Imports, the code of pictures and the statements that are
checked stand in the notebooks only.</p></div>
{contents}
</body></html>"""
TO_PAGE = "https://page.invalid/"  # links of the list of contents, until they lead into the file


def front(book: Book, found: list[Entry], starts: list[int]) -> str:
    """Title and contents; *starts* are the numbers of the pages on which the entries begin."""
    lines, part = [], None
    for entry, start in zip(found, starts, strict=True):
        if entry.part != part:
            part = entry.part
            lines.append(f"<h2>{html.escape(part)}</h2>" if part else "")
        below = ' class="below"' if entry.depth else ""
        lines.append(
            f'<a{below} href="{TO_PAGE}{start}"><span>{html.escape(entry.title)}</span><i></i><span>{start}</span></a>'
        )
    return FRONT.format(
        title=html.escape(book.config["title"]),
        author=html.escape(book.config["author"]),
        address=html.escape(book.config["sphinx"]["config"]["html_baseurl"]),
        contents="\n".join(lines),
    )


# --- joining -------------------------------------------------------------------------------------


def join(book: Book, site: Path, printed: list[bytes], found: list[Entry], opening: bytes):
    """One document of all of them. *opening* is the front matter."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    readers = [PdfReader(io.BytesIO(data)) for data in (opening, *printed)]
    begins, part, above = [], None, None
    for reader, entry in zip(readers, [None, *found], strict=True):
        begins.append(len(writer.pages))
        if entry is None:
            writer.append(reader, import_outline=False)
            continue
        if entry.part != part:
            part, above = entry.part, None
        writer.append(reader, import_outline=False)
        start = begins[-1]
        if part and above is None:
            above = writer.add_outline_item(part, start)
        mark = writer.add_outline_item(entry.title, start, parent=above if part else None)
        add_sections(writer, reader, mark, start)
    if "/Names" in writer.root_object:
        del writer.root_object[
            "/Names"
        ]  # names of anchors, which pages share; links no longer need them
    lead_inside(writer, readers, begins, {entry.name: begins[i + 1] for i, entry in enumerate(found)}, site, book)  # fmt: skip
    number(writer, begins, found)
    writer.compress_identical_objects(remove_unreferenced=True)
    writer.add_metadata({"/Title": book.config["title"], "/Author": book.config["author"]})
    return writer


def add_sections(writer, reader, mark, start: int) -> None:
    """Bookmarks of the sections of one page, which Chromium has made of its headings; the first is the page itself."""
    for item in _second_level(reader.outline):
        place = reader.get_destination_page_number(item)
        if place is not None and place >= 0:
            writer.add_outline_item(str(item.title).rstrip("# "), start + place, parent=mark)


def _second_level(outline: list) -> list:
    """The headings below the first one."""
    inner = [item for item in outline if isinstance(item, list)]
    found = [item for group in inner for item in group if not isinstance(item, list)]
    return [
        item for item in found if item.title != "Contents"
    ]  # the theme's list at the top of each printed page


def lead_inside(writer, readers, begins, starts: dict[str, int], site: Path, book: Book) -> None:
    """Links to a page of the book lead to it inside the file, links within a page to their place, others to the web."""
    from pypdf.generic import ArrayObject, FloatObject, NameObject, NullObject, TextStringObject

    base = book.config["sphinx"]["config"]["html_baseurl"]

    def destination(place: int, top) -> ArrayObject:
        page = writer.pages[place].indirect_reference
        high = FloatObject(top) if top is not None else NullObject()
        return ArrayObject([page, NameObject("/XYZ"), NullObject(), high, NullObject()])

    for reader, begin in zip(readers, begins, strict=True):
        anchors = reader.named_destinations
        for place in range(begin, begin + len(reader.pages)):
            leave_out_pictures(writer.pages[place])
            for link in writer.pages[place].get("/Annots") or ():
                note = link.get_object()
                action = note.get("/A")
                uri = str(action.get_object().get("/URI", "")) if action else ""
                target = None
                if "/Dest" in note and str(note["/Dest"]) in anchors:
                    anchor = anchors[str(note["/Dest"])]
                    target = destination(
                        begin + reader.get_destination_page_number(anchor), anchor.top
                    )
                elif uri.startswith(TO_PAGE):
                    target = destination(int(uri.removeprefix(TO_PAGE)) - 1, None)
                elif uri.startswith("file:"):
                    path = Path(unquote(urlsplit(uri).path))
                    name = path.relative_to(site).with_suffix("").as_posix() if path.is_relative_to(site) else ""  # fmt: skip
                    name = book.toc["root"] if name == "index" else name
                    if name in starts:
                        target = destination(starts[name], None)
                    else:
                        there = path.relative_to(site).as_posix() if name else ""
                        action.get_object()[NameObject("/URI")] = TextStringObject(base + there)
                if target is not None:
                    note.pop("/A", None)
                    note[NameObject("/Dest")] = target


def leave_out_pictures(page) -> None:
    """Remove links to a picture as large as it is, which stands here already."""
    from pypdf.generic import ArrayObject, NameObject

    def leads_to_picture(link) -> bool:
        action = link.get_object().get("/A")
        uri = str(action.get_object().get("/URI", "")) if action else ""
        return uri.startswith("file:") and "/_images/" in uri

    if links := page.get("/Annots"):
        kept = [link for link in links if not leads_to_picture(link)]
        page[NameObject("/Annots")] = ArrayObject(kept)


def number(writer, begins: list[int], found: list[Entry]) -> None:
    """At the foot of each page its number, and the title it belongs to; nothing at the foot of the first."""
    from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject

    def stream(text: str):
        made = DecodedStreamObject()
        made.set_data(text.encode("latin-1", "replace"))
        return writer._add_object(made)

    def shown(text: str, x: float) -> str:
        escaped = re.sub(r"([\\()])", r"\\\1", text)
        return f"BT {FONT} 9 Tf {x:.1f} 28 Td ({escaped}) Tj ET"

    font = writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
                NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
            }
        )
    )
    save = stream("q\n")
    titles = {begin: entry.title for begin, entry in zip(begins[1:], found, strict=True)}
    title = "Contents"
    for place, page in enumerate(writer.pages):
        title = titles.get(place, title)
        if place == 0:
            continue
        width = 0.556 * 9 * len(str(place + 1))  # digits of Helvetica are 0.556 of their size wide
        right = float(page.mediabox.width) - SIDE
        foot = f"{shown(title, SIDE)} {shown(f'{place + 1}', right - width)}"
        drawn = stream(f"\nQ q 0.3 g {foot} Q")
        old = page["/Contents"]
        old = (
            list(old) if isinstance(old.get_object(), ArrayObject) else [page.raw_get("/Contents")]
        )
        page[NameObject("/Contents")] = ArrayObject([save, *old, drawn])
        resources = page["/Resources"].get_object()
        fonts = resources.setdefault(NameObject("/Font"), DictionaryObject()).get_object()
        fonts[NameObject(FONT)] = font


def key_of(site: Path, name: str) -> str:
    """Another one whenever what Chromium would print of a page may be another: its text, pictures and styles, or this code."""
    page = site / f"{name}.html"
    text = page.read_text("utf8")
    named = {
        page.parent / unquote(found) for found in LOADED.findall(text) if found[-5:] != ".html"
    }
    shown = [file.read_bytes() for file in sorted(named) if file.is_file()]
    return sha256(b"".join([Path(__file__).read_bytes(), text.encode(), *shown])).hexdigest()[:16]


def print_all(site: Path, found: list[Entry], new_browser: Callable) -> list[bytes]:
    """Every page, printed. What was printed before and has not changed is kept, so that an interrupted run goes on."""
    folder = site.parent / "pdf"
    folder.mkdir(exist_ok=True)
    browser, of = None, []
    for place, entry in enumerate(found):
        kept = folder / f"{entry.name.replace('/', '-')}.{key_of(site, entry.name)}.pdf"
        if not kept.is_file():
            if (
                browser is None or place % 10 == 0
            ):  # a browser that has printed much holds much memory
                if browser:
                    browser.close()
                browser = new_browser()
            data = printer(browser)((site / f"{entry.name}.html").as_uri())
            for old in folder.glob(f"{entry.name.replace('/', '-')}.*.pdf"):
                old.unlink()
            kept.write_bytes(data)
        of.append(kept.read_bytes())
        print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    if browser:
        browser.close()
    return of


def starts_of(long: int, lengths: list[int]) -> list[int]:
    """The number of the page on which each entry begins, after *long* pages of front matter."""
    return [1 + long + sum(lengths[:place]) for place in range(len(lengths))]


def write(book: Book, site: Path, target: Path, names: list[str] | None = None) -> int:
    """Print the site (or only the pages *names* of it) into the file *target*; returns how many pages it has."""
    from playwright.sync_api import sync_playwright
    from pypdf import PdfReader

    def length(data: bytes) -> int:
        return len(PdfReader(io.BytesIO(data)).pages)

    site = site.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    found = [entry for entry in entries(book, site) if not names or entry.name in names]
    with sync_playwright() as playwright:

        def new_browser():
            return playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)

        of = print_all(site, found, new_browser)
        lengths, long = [length(data) for data in of], 1
        browser = new_browser()
        for _ in range(2):  # once to see how long the contents are, and once with the right numbers
            text = front(book, found, starts_of(long, lengths))
            opening = in_a_file(target, text, printer(browser))
            long = length(opening)
        browser.close()
    writer = join(book, site, of, found, opening)
    part = target.with_name(f".{target.name}.part")
    writer.write(part)
    part.replace(target)
    return len(writer.pages)


def in_a_file(target: Path, text: str, printed: Callable[[str], bytes]) -> bytes:
    """HTML, printed."""
    file = target.with_name(".front.html")
    file.write_text(text, "utf8")
    try:
        return printed(file.resolve().as_uri())
    finally:
        file.unlink()

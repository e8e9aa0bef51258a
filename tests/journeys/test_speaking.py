"""A speaker on a phone: from the invitation to a page of the session with their photograph."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.journeys.people import Organiser, Speaker, a_photograph
from tests.support.speaking import PDF

pytestmark = pytest.mark.journey

SLIDES = {"name": "Praatje.pdf", "mimeType": "application/pdf", "buffer": PDF}
WHO = {
    # how: speaker, session, whether scripts run
    ("phone", "nl"): ("jurgen-ingels", "keynote", True),
    ("phone", "fr"): ("jo-brouns", "minister", False),
}


@pytest.mark.parametrize("how", WHO, ids=" ".join)
def test_from_the_invitation_to_a_page_with_a_photograph(
    a_context: Callable[..., BrowserContext],
    olivia_at: Callable[..., Organiser],
    site: str,
    how: tuple[str, str],
) -> None:
    slug, session, with_scripts = WHO[how]
    olivia = olivia_at("desktop", how[1])
    link = olivia.invite_speaker(slug, f"{slug}@example.org")
    context = a_context(*how, java_script_enabled=with_scripts)
    sam = Speaker(context.new_page(), site, how[1])
    sam.page.goto(link)
    sam.confirm()
    assert sam.page.get_by_text(sam.say("You are on the list of the door: your name is enough.")).is_visible()
    sam.write_profile("Een *kort* verhaal <script>alert(1)</script>", a_photograph(3000, 2250))
    set_focus(sam, with_scripts=with_scripts)
    sam.page.goto(link)
    sam.hand_in_slides(session, SLIDES)
    public = f"{site}/{link.split('/')[3]}"
    sam.page.goto(f"{public}/sessions/{session}")
    assert sam.page.locator("img.portrait").count() == 0, "nothing is public before a release"
    olivia.release()
    sam.page.goto(f"{public}/sessions/{session}")
    portrait = sam.page.locator("img.portrait")
    assert portrait.evaluate(
        "async (img) => { img.loading = 'eager'; await img.decode(); return img.naturalWidth }"
    )
    sam.page.goto(f"{public}/speakers/{slug}")
    assert sam.page.locator(".prose em").inner_text() == "kort"
    assert "<script>alert(1)</script>" in sam.page.locator(".prose").inner_text()


def set_focus(sam: Speaker, *, with_scripts: bool) -> None:
    """Touch the face; with scripts the arrow keys move the point too, and the button saves it."""
    whole = sam.page.locator("input[type=image]")
    # Until the picture is there it is as small as its description, and a touch would miss.
    sam.page.wait_for_load_state("load")
    whole.scroll_into_view_if_needed()
    box = whole.bounding_box()
    assert box
    sam.page.touchscreen.tap(box["x"] + 0.72 * box["width"], box["y"] + 0.4 * box["height"])
    if with_scripts:
        sam.page.wait_for_function("document.querySelector('[name=x]').value !== '50'")
        whole.focus()
        sam.page.keyboard.press("ArrowLeft")
        sam.press(sam.button("Save"))
    sam.page.get_by_text(
        sam.say("Saved. It becomes public with the next release of the programme.")
    ).wait_for()
    x = int(sam.page.locator("[name=x]").input_value())
    assert (68 if with_scripts else 70) <= x <= (72 if with_scripts else 74)

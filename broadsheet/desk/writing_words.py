"""What the admin says beside a text whose saving does not go as it should."""

from __future__ import annotations

from django.utils.translation import gettext as _


def writing_words() -> dict[str, str]:
    """Sentences by the name under which `desk/admin/writing/` knows them: kinds of answers first."""
    return {
        "offline": _("There is no connection to the newsroom."),
        "broken": _("The newsroom's server does not answer as it should."),
        "busy": _("The newsroom's server is still busy with what was sent before."),
        "ended": _("You are no longer signed in."),
        "other_user": _("Somebody else has signed in in this browser, so nothing more is sent from here."),
        "refused": _("You may no longer change this page, so it is not saved."),
        "invalid_revision": _(
            "Somebody else, or you in another tab, has saved this page since you opened it, so it no longer saves "
            "itself. Press Save to put your words above theirs, which stay in the history."
        ),
        "kept": _("Keep writing: your words are kept on this device, and are sent as soon as that is possible."),
        "not_kept": _("This browser keeps nothing: do not close this page before it is saved."),
        "not_done": _("What you pressed was not done; press it again afterwards."),
        "sign_in": _("Sign in in a new tab"),
        "see_saved": _("See the saved version in a new tab"),
        "offered": _("Words of yours from %s were not saved. They are kept on this device."),
        "offered_changed": _("The page has been saved since then; that version stays in the history."),
        "put_back": _("Put them back"),
        "throw_away": _("Throw them away"),
        "sign_out": _("Words that were not saved are kept on this device. Signing out removes them. Sign out?"),
    }

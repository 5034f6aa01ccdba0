"""Messages beside a form whose text cannot be saved normally."""

from __future__ import annotations

from django.utils.translation import gettext as _


def writing_words() -> dict[str, str]:
    """Messages by the names that `desk/admin/writing/` uses, kinds of answers first."""
    return {
        "offline": _("There is no connection to the newsroom."),
        "broken": _("The newsroom's server gave an unexpected answer."),
        "busy": _("The newsroom's server is still working on your last change."),
        "ended": _("You are no longer signed in."),
        "other_user": _("Somebody else has signed in with this browser, so this page no longer sends anything."),
        "refused": _("You may no longer change this page, so your changes are not saved."),
        "invalid_revision": _(
            "Somebody else, or you in another tab, has saved this page since you opened it, so automatic saving has "
            "stopped. Press Save to save your version over theirs. Theirs stays in the history."
        ),
        "kept": _("Keep writing. Your text is kept on this device and will be sent as soon as possible."),
        "not_kept": _("This browser cannot keep your text. Do not close this page before it is saved."),
        "not_done": _("The button you pressed had no effect. Press it again afterwards."),
        "sign_in": _("Sign in in a new tab"),
        "see_saved": _("See the saved version in a new tab"),
        "offered": _("Your words from %s were not saved. They are kept on this device."),
        "offered_changed": _("The page has been saved since then. That version stays in the history."),
        "put_back": _("Put them back"),
        "throw_away": _("Throw them away"),
        "sign_out": _("Some text that was not saved is kept on this device. Signing out deletes it. Sign out?"),
    }

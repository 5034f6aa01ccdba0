"""Static files under names that change with their content, compressed ahead."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage; a file that a third party's stylesheet names in vain does not stop the site."""

    manifest_strict = False

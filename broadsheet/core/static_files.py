"""Static files, compressed in advance, under names that change with their content."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, without an error for missing files that a third party's stylesheet refers to."""

    manifest_strict = False

    def read_manifest_again(self) -> None:
        """Take the names of files that were collected after this storage was made; Wagtail makes it when it is imported."""
        self.hashed_files, self.manifest_hash = self.load_manifest()

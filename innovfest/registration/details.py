"""What someone tells about themselves, cleaned and bounded, before it becomes a row."""

from dataclasses import dataclass, fields

from innovfest.wording import clean_line, clean_text


@dataclass(frozen=True)
class Details:
    """The personal fields of a registration; the form bounds their lengths, `cluster` is a slug or empty."""

    first_name: str
    last_name: str
    email: str | None
    organisation: str
    kind: str
    job_title: str = ""
    cluster: str = ""
    diet: str = ""
    access_needs: str = ""
    photo_allowed: bool | None = None

    def cleaned(self) -> "Details":
        """Return the same without control characters, hidden marks and stray space."""
        return Details(
            first_name=clean_line(self.first_name),
            last_name=clean_line(self.last_name),
            email=clean_line(self.email) if self.email else None,
            organisation=clean_line(self.organisation),
            kind=self.kind,
            job_title=clean_line(self.job_title),
            cluster=self.cluster,
            diet=clean_text(self.diet),
            access_needs=clean_text(self.access_needs),
            photo_allowed=self.photo_allowed,
        )


TOLD = tuple(field.name for field in fields(Details))
"""The fields that a registration has of its person, by the names that both use."""
